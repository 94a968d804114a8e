"""Documents → print files: copies, sheet sides. Knows pages, not applicants."""
