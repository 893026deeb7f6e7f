"""A new use case as a folder that works from the first minute."""
