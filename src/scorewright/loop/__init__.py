"""The stages of the loop, one Django app each, in the order in which a decision travels."""
