"""Experiments as A/B tests: two versions, half of the requests each, judged once, when they are stopped."""
