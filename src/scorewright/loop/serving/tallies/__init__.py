"""What the processes count and time, and how it comes together."""
