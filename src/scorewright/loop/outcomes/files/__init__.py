"""Files of outcomes, however large: taken a chunk at a time, with a verdict on each row, and goes on after a crash."""
