"""Who works on what: a claim is seen by all, and is backed by the lock on the row that its holder has.

The lock ends with the holder's session, whatever kills that. So a claim whose row is not locked is nobody's: either its
holder has died, or is between the claim and its work, which takes no time.

A record may itself kill whoever works on it. So what was freed twice is worked on alone, and takes no other with it;
where it is freed once more, it has failed.
"""

import uuid
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from scorewright.loop.intake.assessing.failing import give_up
from scorewright.loop.intake.models import Assessment
from scorewright.loop.intake.statuses import Processing

AT_ONCE = 200
HOLDER_IS_GONE_AFTER = timedelta(seconds=15)
LONGEST_WORK = timedelta(seconds=1800)
TRIES = 3
ALONE_AFTER = 2  # times that it was freed
FAILED_AFTER = 3

# Of each application only the oldest that is due, and none while one is being worked on. Materialised, since otherwise
# the planner may ask for the rows several times, and each time locks others. What is to be alone is taken where it is
# the first, and else ends what is taken.
_CLAIM = """
    WITH due AS MATERIALIZED (
        SELECT id, freed, is_priority, due_at FROM intake_assessment AS one
        WHERE use_case = %(use_case)s AND due_at <= %(now)s AND NOT EXISTS (
            SELECT FROM intake_assessment AS other WHERE other.application_id = one.application_id
            AND (other.processing_status = 'PROCESSING' OR (other.due_at <= %(now)s AND other.id < one.id))
        )
        ORDER BY is_priority DESC, due_at LIMIT %(most)s FOR UPDATE SKIP LOCKED
    ), counted AS (
        SELECT id, row_number() OVER so_far AS place, count(*) FILTER (WHERE freed >= %(alone)s) OVER so_far AS alone
        FROM due WINDOW so_far AS (ORDER BY is_priority DESC, due_at, id ROWS UNBOUNDED PRECEDING)
    )
    UPDATE intake_assessment AS claimed SET processing_status = 'PROCESSING', due_at = NULL, claimed_at = %(now)s,
        claimed_by = %(holder)s, started_at = %(now)s, updated_at = %(now)s
    FROM counted WHERE claimed.id = counted.id AND (counted.alone = 0 OR counted.place = 1) RETURNING claimed.id
"""
_HOLDERS_GONE = f"whoever worked on it was gone before the end, {FAILED_AFTER} times"
_PUT_BACK = (
    *("freed", "claimed_at", "claimed_by", "updated_at"),
    *("processing_status", "processing_error", "due_at", "finished_at"),
)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Claim:
    """Assessments of one use case, and the name under which they are claimed."""

    holder: UUID
    use_case: str
    ids: tuple[UUID, ...]


def look_at_new_rows() -> None:
    """Let PostgreSQL count rows of which it knows too little to plan by, as where thousands came within a minute."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT intake_look_at_new_rows()")


def claim(use_case: str, most: int = AT_ONCE) -> Claim:
    """Take up to ``most`` that are due, urgent ones first; none where others have all of them."""
    holder = uuid.uuid4()
    given: dict[str, datetime | UUID | str | int] = {
        "now": timezone.now(),
        "holder": holder,
        "use_case": use_case,
        "most": most,
        "alone": ALONE_AFTER,
    }
    for _ in range(TRIES):
        # Where an older one came due in just this moment, somebody may have taken that: the next look sees it.
        with suppress(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            return Claim(holder, use_case, tuple(found for (found,) in cursor.execute(_CLAIM, given).fetchall()))
    return Claim(holder, use_case, ())


def hold(claimed: Claim) -> None:
    """Lock what is claimed until the end of the caller's transaction, which the database ends after LONGEST_WORK."""
    milliseconds = str(int(LONGEST_WORK.total_seconds() * 1000))
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('idle_in_transaction_session_timeout', %s, true)", [milliseconds])
    held = Assessment.objects.filter(claimed_by=claimed.holder, processing_status=Processing.PROCESSING)
    list(held.select_for_update(of=("self",)).order_by("pk").values_list("pk"))


@transaction.atomic
def free_stale(*, older_than: timedelta = HOLDER_IS_GONE_AFTER) -> int:
    """Put back what nobody works on any more, though it was claimed longer ago than ``older_than``; how many it was of.

    What was alone then, and had been freed FAILED_AFTER times with this one, has failed.
    """
    now = timezone.now()
    claimed = Assessment.objects.filter(processing_status=Processing.PROCESSING, claimed_at__lt=now - older_than)
    stale = list(claimed.select_for_update(skip_locked=True, of=("self",)).order_by("pk"))
    if stale:
        _log.warning("stale_claims_freed", count=len(stale))
    for one in stale:
        one.freed, one.claimed_at, one.claimed_by, one.updated_at = one.freed + 1, None, None, now
        if one.freed >= FAILED_AFTER:
            give_up(one, _HOLDERS_GONE)
        else:
            one.processing_status, one.due_at = Processing.PENDING, now
    Assessment.objects.bulk_update(stale, _PUT_BACK)
    return len(stale)
