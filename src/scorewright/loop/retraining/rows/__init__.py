"""Where rows to train from come from."""
