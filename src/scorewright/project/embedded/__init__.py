"""A PostgreSQL and a Valkey of our own, from Python wheels, for a machine that has neither. Plain Python, no Django."""
