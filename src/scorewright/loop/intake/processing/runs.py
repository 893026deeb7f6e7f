"""How far a forced run is, so that one that was interrupted goes on: whom it asked for is not asked for again.

A run without force needs no such memory: what is assessed is not chosen any more.
"""

from datetime import timedelta
from uuid import UUID

from django.db import connection
from django.utils import timezone

from scorewright.loop.intake.models import ForcedRun
from scorewright.loop.intake.processing.selection import Selection
from scorewright.loop.tenancy.scope import current_tenant_id

GOES_ON_FOR = timedelta(hours=24)  # later on, the first of them were assessed too long ago to be left alone


def begun(selection: Selection, *, by: str, anew: bool) -> ForcedRun:
    """The last run over ``selection`` where it has not ended, unless ``anew``; otherwise one that begins.

    Two commands that begin at once share one run.
    """
    now, key = timezone.now(), selection.key()
    _one_at_a_time(key)
    last = ForcedRun.objects.filter(selection=key, began_at__gt=now - GOES_ON_FOR).order_by("-id").first()
    if last is not None and last.ended_at is None and not anew:
        return last
    return ForcedRun.objects.create(selection=key, asked_by=by)


def position_of(run: ForcedRun) -> UUID | None:
    """How far it is, whoever works on it: nobody else moves it on until the transaction ends."""
    run.refresh_from_db(from_queryset=ForcedRun.objects.select_for_update())
    return run.position


def move_to(run: ForcedRun, last: UUID, count: int) -> None:
    """Up to ``last``, ``count`` more are asked for: to be said in the transaction that does so."""
    run.position, run.asked = last, run.asked + count
    run.save(update_fields=["position", "asked"])


def end(run: ForcedRun) -> None:
    """All of them are asked for and assessed."""
    run.ended_at = timezone.now()
    run.save(update_fields=["ended_at"])


def _one_at_a_time(selection: object) -> None:
    with connection.cursor() as cursor:
        key = f"scorewright.forced_run:{current_tenant_id()}:{selection}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
