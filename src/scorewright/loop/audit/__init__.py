"""The append-only, hash-chained trail of every change that matters."""
