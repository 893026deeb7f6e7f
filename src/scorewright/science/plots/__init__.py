"""Figures as PNG bytes: the same arrays and words give the same bytes."""
