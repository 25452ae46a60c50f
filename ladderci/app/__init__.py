"""The glue: named steps from where files lie to a report, a page or a file."""
