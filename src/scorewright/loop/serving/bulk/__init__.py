"""Deciding on the rows of a file, however large: read, score and write a chunk at a time, and go on after a crash."""
