"""Model versions, their artefacts, gates and lifecycle."""
