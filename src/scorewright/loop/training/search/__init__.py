"""Searching for parameters: its generations, and the trials that are kept."""
