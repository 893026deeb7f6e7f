"""What becomes of an assessment that could not be made: it is tried again, or has failed for good."""

import random
import traceback
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import structlog
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from scorewright.loop.intake.assessing.claiming import Claim
from scorewright.loop.intake.assessing.deciding import RecordUnusableError
from scorewright.loop.intake.assessing.failing import give_up
from scorewright.loop.intake.models import Assessment
from scorewright.loop.intake.statuses import Processing
from scorewright.loop.notifications.storable import storable_text

FIRST_DELAY = timedelta(seconds=60)
JITTER = 0.1
_log = structlog.get_logger(__name__)


def delay_before(retry: int) -> timedelta:
    """60, 120, 240 ... seconds before the first, second, third retry, and up to a tenth more: those that failed
    together are not tried together.
    """
    factor: float = 2.0 ** (retry - 1) * (1 + random.uniform(0, JITTER))  # noqa: S311 - no secret
    return FIRST_DELAY * factor


@transaction.atomic
def fail(claim: Claim, ids: Sequence[UUID], error: Exception) -> None:
    """After ``error``: wait for the next attempt as long as ML_RETRY_ATTEMPTS gives one, else fail for good."""
    words, for_good = _in_words(error), isinstance(error, RecordUnusableError)
    _log.warning(
        "assessment_attempt_failed", assessments=[*map(str, ids)], error=type(error).__name__, at=_place(error)
    )
    held = Assessment.objects.filter(pk__in=ids, claimed_by=claim.holder, processing_status=Processing.PROCESSING)
    for assessment in held.select_related("application").select_for_update(of=("self",)).order_by("pk"):
        _end_attempt(assessment, words, for_good=for_good or assessment.application.deleted_at is not None)


def _end_attempt(assessment: Assessment, words: str, *, for_good: bool) -> None:
    now = timezone.now()
    assessment.processing_error, assessment.updated_at = words, now
    assessment.claimed_at = assessment.claimed_by = None
    if for_good or assessment.retry_count >= settings.ML_RETRY_ATTEMPTS:
        give_up(assessment, words)
    else:
        assessment.retry_count += 1
        assessment.processing_status = Processing.RETRYING
        assessment.due_at = now + delay_before(assessment.retry_count)
    assessment.save(
        update_fields=[
            *("processing_error", "updated_at", "claimed_at", "claimed_by"),
            *("processing_status", "finished_at", "retry_count", "due_at"),
        ]
    )


def _place(error: Exception) -> str:
    """Where in the code it was raised: what it says might hold a value of a record."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{frames[-1].filename}:{frames[-1].lineno} in {frames[-1].name}" if frames else "?"


def _in_words(error: Exception) -> str:
    """What people are told. Our own errors are written for them; what another says might hold what is personal."""
    written_for_people = type(error).__module__.startswith("scorewright.")
    return storable_text(str(error) if written_for_people else f"{type(error).__name__} in the use case's own code")
