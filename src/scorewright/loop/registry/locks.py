"""One writer at a time for the versions of a use case."""

from django.db import connection

from scorewright.loop.tenancy.scope import current_scope


def lock_use_case(use_case: str) -> None:
    """Wait until no other transaction numbers or activates versions of ``use_case``; held until this one ends."""
    with connection.cursor() as cursor:
        key = f"scorewright.registry:{current_scope().tenant_id}:{use_case}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
