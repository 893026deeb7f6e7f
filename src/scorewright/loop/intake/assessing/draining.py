"""Working off what waits: claim some, decide on them together, until nothing is left."""

from dataclasses import dataclass
from functools import partial
from time import monotonic
from uuid import UUID

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError
from psycopg_pool import PoolTimeout

from scorewright.declare.catalogue import use_case_named
from scorewright.declare.redaction import personal_words
from scorewright.declare.use_case import UseCase
from scorewright.loop.intake.assessing.claiming import AT_ONCE, Claim, claim, look_at_new_rows
from scorewright.loop.intake.assessing.deciding import LostError, claimed_rows, decide_claimed, personal_in
from scorewright.loop.intake.assessing.ending import fail
from scorewright.loop.tenancy.scope import acting

ACTOR = "task:intake.drain"
LONGEST_SECONDS = 2.0  # then others have their turn
_DATABASE_ERRORS = (OperationalError, InterfaceError, PoolTimeout)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Drained:
    """How many assessments were worked on, and whether there may be more."""

    worked_on: int
    more: bool


def drain(tenant_id: UUID, name: str, *, seconds: float = LONGEST_SECONDS, most: int = AT_ONCE) -> Drained:
    """Make the assessments of the use case ``name`` that wait, ``most`` at a time, for about ``seconds``.

    Any number of processes may do so at once. While the database does not answer it raises, and what was claimed is
    freed later by ``free_stale``. Raises UnknownUseCaseError.
    """
    use_case, began, count = use_case_named(name), monotonic(), 0
    while settings.ML_PROCESSING_ENABLED:
        with acting(tenant_id, actor=ACTOR):
            look_at_new_rows()
            claimed = claim(name, most)
        if not claimed.ids:
            return Drained(count, more=False)
        work_off(tenant_id, use_case, claimed)
        count += len(claimed.ids)
        if monotonic() - began > seconds:
            return Drained(count, more=True)
    return Drained(count, more=False)


def work_off(tenant_id: UUID, use_case: UseCase, claimed: Claim) -> None:
    """Make what is claimed; where that fails, each alone, so that one does not keep the others."""
    try:
        _decide(tenant_id, use_case, claimed)
    except _DATABASE_ERRORS:
        raise
    except Exception as error:
        if len(claimed.ids) == 1:
            _fail(tenant_id, claimed, claimed.ids[0], error)
            return
        _log.warning("batch_failed", count=len(claimed.ids), error=type(error).__name__)
        for one in claimed.ids:
            _decide_alone(tenant_id, use_case, claimed, one)


def _decide_alone(tenant_id: UUID, use_case: UseCase, claimed: Claim, one: UUID) -> None:
    try:
        _decide(tenant_id, use_case, claimed, one)
    except _DATABASE_ERRORS:
        raise
    except Exception as error:
        _fail(tenant_id, claimed, one, error)


def _decide(tenant_id: UUID, use_case: UseCase, claimed: Claim, *only: UUID) -> None:
    with acting(tenant_id, actor=ACTOR):
        if not (rows := claimed_rows(claimed, only or None)):
            return
        with personal_words(partial(personal_in, rows)):
            decide_claimed(use_case, rows)


def _fail(tenant_id: UUID, claimed: Claim, one: UUID, error: Exception) -> None:
    if isinstance(error, LostError):
        _log.error("assessment_lost", assessment=str(one), error=str(error))
    with acting(tenant_id, actor=ACTOR):
        fail(claimed, [one], error)
