"""A cut-off that holds: whoever asks what was known at a moment waits for those who write at that moment.

A statement is dated before its transaction ends. Without waiting, it would be missing from an answer that is given in
between, and be there when the same is asked again. The clocks of several machines are taken to agree.
"""

from django.db import connection

from scorewright.loop.tenancy.scope import current_tenant_id

_KEY = "hashtextextended('scorewright.outcomes:' || %s, 0)"


def begin_to_write() -> None:
    """Until the transaction ends, cut-offs wait; to be called before the clock is read."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock_shared({_KEY})", [str(current_tenant_id())])


def wait_for_writers() -> None:
    """Until all who have read the clock before now are seen; nobody is kept waiting after that."""
    with connection.cursor() as cursor:
        tenant = str(current_tenant_id())
        cursor.execute(f"SELECT pg_advisory_lock({_KEY}), pg_advisory_unlock({_KEY})", [tenant, tenant])
