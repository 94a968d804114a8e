"""`python -m zcforms`."""

from zcforms.cli import main

main()
