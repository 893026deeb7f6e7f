"""Finding out about a version in detail, keeping it, and telling it."""
