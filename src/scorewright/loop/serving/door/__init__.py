"""The door of the hot path: a plain ASGI application that decides, and hands everything else to Django."""
