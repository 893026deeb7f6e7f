"""Web processes and the database killed at random moments under load: nothing that was answered may be lost or doubled.

Promises P1 and P2: a decision that was answered with 200 is on disk, and one key is one decision.
"""
