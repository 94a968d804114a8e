"""Finished pages: the bound volume, print sets, delivery."""
