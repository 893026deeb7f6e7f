"""Kept decisions through another version, threshold or bands: what would have changed, and what is known of it."""
