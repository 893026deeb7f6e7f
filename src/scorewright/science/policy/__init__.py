"""From a probability to an answer: settling, label, score, band and confidence."""
