"""Two use cases for measuring with, found as those of any package are: this folder's parent is on the search path."""
