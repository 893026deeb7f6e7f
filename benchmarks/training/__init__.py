"""How fast all parameters are searched for, and how well, beside scikit-learn's RandomizedSearchCV."""
