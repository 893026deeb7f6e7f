"""Reference numbers, such as SW-2026-0001: counted for each tenant, prefix and year."""

from datetime import UTC, datetime

from django.db import connection

from scorewright.loop.tenancy.scope import current_tenant_id

# One statement: of two at once the second waits for the first, and then counts on from there.
_NEXT = """
    INSERT INTO intake_counter (tenant_id, prefix, year, last) VALUES (%s, %s, %s, %s)
    ON CONFLICT (tenant_id, prefix, year) DO UPDATE SET last = intake_counter.last + EXCLUDED.last
    RETURNING last
"""


def next_references(prefix: str, count: int, now: datetime) -> list[str]:
    """The next ``count`` numbers of the tenant of the scope, which nobody else gets.

    Others who want one wait for the end of the caller's transaction: it should come soon. One that is rolled back
    leaves no gap.
    """
    year = now.astimezone(UTC).year
    with connection.cursor() as cursor:
        (last,) = cursor.execute(_NEXT, [current_tenant_id(), prefix, year, count]).fetchone()
    return [f"{prefix}-{year:04}-{number:04}" for number in range(last - count + 1, last + 1)]
