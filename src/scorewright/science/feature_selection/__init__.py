"""Which columns a model looks at, learnt from the rows that train it."""
