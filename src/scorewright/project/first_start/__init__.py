"""What the first start makes: schema, tenant, administrator, keys, and the file that keeps them."""
