"""Scorewright: a self-hosted decision service for tabular machine learning."""

__version__ = "0.1.0"
