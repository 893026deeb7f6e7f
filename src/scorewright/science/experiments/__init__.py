"""Two or more versions on different decisions: who gets which, and when one of them is shown to be better."""
