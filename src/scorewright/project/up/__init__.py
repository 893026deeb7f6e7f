"""Everything at once on one machine: database, broker, web, worker and scheduler."""
