"""How fast the service answers, beside an empty application and a Django REST Framework view, in one run."""
