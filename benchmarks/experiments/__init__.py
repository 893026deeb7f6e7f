"""How often an experiment names a false winner under daily looks, and how often it finds a true one: by simulation."""
