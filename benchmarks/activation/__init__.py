"""How often the gate of automatic replacement errs, and how often it finds a better model: by simulation."""
