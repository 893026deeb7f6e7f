"""What the commands share: their catalogue, tables, bars, and the work of the larger ones."""
