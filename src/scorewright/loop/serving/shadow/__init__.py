"""Challengers that look on: asked about the same requests, behind the answer."""
