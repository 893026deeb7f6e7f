"""Applications come in and change while worker, broker, web and database are killed: each state is scored once."""
