"""One folder per use case: thin statements in the vocabulary, found by name."""
