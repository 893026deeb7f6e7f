"""The search for a learner's parameters: what is tried next, what is given up, and what is chosen."""
