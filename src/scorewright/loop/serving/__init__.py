"""Deciding, and keeping every decision."""
