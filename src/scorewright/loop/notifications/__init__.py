"""Alerts that people should see. Sinks only: nothing here acts."""
