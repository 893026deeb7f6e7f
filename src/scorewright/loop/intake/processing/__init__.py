"""Having many applications assessed, and seeing how far that is."""
