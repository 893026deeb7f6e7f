"""A column of JSON that stays the text it came as."""

from typing import Any

from django.db import models


class JSONText(models.JSONField):
    """PostgreSQL's ``json``: digits, order and spaces are kept, and a row costs a third less than with ``jsonb``.

    The database cannot compare it, so nothing but its absence can be looked up: anything else is a FieldError.
    """

    def db_type(self, connection: Any) -> str:
        return "json"

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """psycopg has read the text already."""
        return super().from_db_value(value, expression, connection) if isinstance(value, str) else value

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def get_transform(self, lookup_name: str) -> Any:
        return None
