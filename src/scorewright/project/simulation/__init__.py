"""A year in a minute: a simulated world asks the running service, whose clock is moved."""
