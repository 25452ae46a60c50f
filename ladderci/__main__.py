"""`python -m ladderci` is the command line."""

from ladderci.cli import main

main()
