"""Making kept decisions again from what was recorded, to prove that they follow from it."""
