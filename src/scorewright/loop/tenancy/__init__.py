"""Who is asking, and what they may see: tenants, members and roles, API keys, row-level security."""
