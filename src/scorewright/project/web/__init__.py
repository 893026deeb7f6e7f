"""What answers over HTTP beside the admin pages: the API under one documentation, problems, health."""
