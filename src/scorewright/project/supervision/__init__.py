"""Child processes that are started in order, kept alive, and never outlive us, whatever they are. Plain Python."""
