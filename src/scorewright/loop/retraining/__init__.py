"""Asking for training: over HTTP, by schedule, and because of what was learnt."""
