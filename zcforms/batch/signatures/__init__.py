"""The signatures on the pledges of a folder: their register, and how they stand with the people of today."""
