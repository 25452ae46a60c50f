"""Clients for the programs that ladderci meets in the wild: editors, validators, GitHub's renderer."""
