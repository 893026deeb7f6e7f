"""A year in minutes: a simulated world asks the running service, whose clock is moved."""
