"""What people write by hand: a Django REST Framework view that asks a scikit-learn model and inserts one row.

It runs in an environment of its own (requirements/bench.txt) and imports nothing of the product. ``settings`` are
those that ``django-admin startproject`` writes, with its middleware, and the framework's defaults; ``lean`` takes away
all that can be taken away. Neither checks a key, and only the first validates the record.
"""
