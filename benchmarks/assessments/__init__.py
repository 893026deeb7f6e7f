"""How many applications are assessed in a second, and how soon one is."""
