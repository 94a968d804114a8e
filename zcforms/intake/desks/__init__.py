"""The tables of other desks, read through a mapping that a person has gone over."""
