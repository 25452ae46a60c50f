"""What the Makefile runs besides ladderci: the demonstration, the measurements, the generated pages."""
