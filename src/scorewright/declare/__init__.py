"""The vocabulary of a use case: frozen, typed, and checked when it is built."""
