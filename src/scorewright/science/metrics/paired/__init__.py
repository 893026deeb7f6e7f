"""Two models on the same rows: how much better is one of them, and how sure is that."""
