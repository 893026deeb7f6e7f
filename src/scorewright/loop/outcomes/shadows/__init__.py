"""A shadow beside production by what really happened."""
