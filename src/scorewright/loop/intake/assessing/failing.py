"""An assessment that will not be tried again by itself."""

from django.utils import timezone

from scorewright.loop.intake.models import Assessment
from scorewright.loop.intake.statuses import Processing
from scorewright.loop.notifications.actions import raise_alert

FAILED_ALERT = "assessment_failed"


def give_up(assessment: Assessment, words: str) -> None:
    """Let it have failed, and tell people why, in ``words``. It is not saved."""
    assessment.processing_error = words
    assessment.processing_status, assessment.finished_at = Processing.FAILED, timezone.now()
    raise_alert(kind=FAILED_ALERT, subject=assessment.use_case, message=f"assessment {assessment.pk}: {words}")
