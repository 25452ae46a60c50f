"""What ladderci promises, tried with real parts."""
