"""Applications that arrive, and the assessments that they ask for by themselves."""
