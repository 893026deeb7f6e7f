"""Keeping decisions: those of all callers that wait at the same time are committed together."""
