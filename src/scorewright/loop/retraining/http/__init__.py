"""What the addresses of the training service take and give."""
