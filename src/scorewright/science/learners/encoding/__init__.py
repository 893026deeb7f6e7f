"""From a table to the matrix of features a learner is given: fitted on training rows, written into the graph."""
