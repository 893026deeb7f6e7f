"""The worker processes of one training: their pool, what lies ready in them, and how they end."""
