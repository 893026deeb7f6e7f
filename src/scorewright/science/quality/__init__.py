"""Is a record set fit to train on: completeness, duplicates, outliers, balance, freshness, groups."""
