"""A user's files → records, every value with its place in the file."""
