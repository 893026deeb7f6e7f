"""What people apply for: the lender's own model, which knows nothing of scores."""
