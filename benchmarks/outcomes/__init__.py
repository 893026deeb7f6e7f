"""What questions about outcomes cost where there are many decisions."""
