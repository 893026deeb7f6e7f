"""What the admin pages of applications show, made ready for their templates."""
