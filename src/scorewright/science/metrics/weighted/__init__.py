"""Metrics where outcomes are those of a sample: each row counts for as many as it stands for."""
