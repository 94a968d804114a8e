"""Evidence and generated parts → one bound volume. Knows pages and boxes, not applicants."""
