"""Make probabilities mean what they say: Platt scaling and isotonic regression, kept as plain data."""
