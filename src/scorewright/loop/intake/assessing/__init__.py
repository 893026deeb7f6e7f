"""Assessments: asking for them, working on them, and what came of them."""
