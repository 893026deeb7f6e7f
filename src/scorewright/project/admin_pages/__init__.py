"""The frame around the admin pages of the stages: site, navigation and first page."""
