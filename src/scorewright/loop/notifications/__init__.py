"""Alerts and notifications, and the ways in which they reach people. Sinks only: nothing here acts."""
