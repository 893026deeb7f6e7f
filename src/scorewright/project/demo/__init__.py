"""A tour over HTTP against the running service."""
