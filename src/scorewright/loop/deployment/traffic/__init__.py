"""Who decides on which requests, and who only looks on."""
