"""Work by the clock: what stages declare, what administrators make of it, and one run a slot."""
