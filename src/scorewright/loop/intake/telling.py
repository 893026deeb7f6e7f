"""Telling an analyst that an application of theirs is assessed: what came of it, and nothing of who applied."""

from collections.abc import Collection
from typing import cast
from uuid import UUID

from scorewright.declare.redaction import redacted, redacted_data
from scorewright.declare.use_case import UseCase
from scorewright.loop.intake.accepting import intake_of
from scorewright.loop.intake.models import Application, Assessment
from scorewright.loop.intake.people import LOOKERS
from scorewright.loop.notifications.actions import News, notify_all
from scorewright.loop.tenancy.queries import active_members

EVENT = "assessment.completed"
REASONS = 3


def tell_analysts(use_case: UseCase, assessments: Collection[UUID]) -> None:
    """Each to whom an application is assigned for which one of the completed ``assessments`` speaks.

    Whoever may not look at applications any more is told nothing.
    """
    analysts = active_members(*LOOKERS)
    found = Application.objects.filter(assessment__in=assessments, assigned_analyst__in=analysts, deleted_at=None)
    notify_all([_news(use_case, one) for one in found.select_related("assessment", "assigned_analyst")])


def _news(use_case: UseCase, application: Application) -> News:
    assessment, analyst = application.assessment, application.assigned_analyst
    assert assessment is not None and analyst is not None  # noqa: PT018, S101 - as they were looked for
    reasons = [redacted(reason["words"]) for reason in (assessment.reasons or [])[:REASONS]]
    data = {
        **_insight(use_case, assessment),
        "use_case": use_case.name,
        "reference_number": application.reference_number,
        "score": assessment.score,
        "category": assessment.category,
        "risk_level": assessment.risk_level,
        "confidence": assessment.confidence,
        "needs_manual_review": assessment.needs_manual_review,
        "reasons": reasons,
        "assigned_analyst": analyst.get_username(),
        "application_id": application.pk,
        "assessment_id": assessment.pk,
    }
    result = in_words(assessment)
    review = " It is for people to look at." if assessment.needs_manual_review else ""
    return News(
        event=EVENT,
        title=f"{application.reference_number}: {result}",
        message=f"{application.reference_number}, {use_case.title}: {result}.{review}" + _listed(reasons),
        data=data,
        recipient=analyst,
    )


def in_words(assessment: Assessment) -> str:
    """What a completed assessment came to, such as ``712, Good, Medium risk``."""
    risk = f"{assessment.risk_level} risk" if assessment.risk_level else None
    score = None if assessment.score is None else str(assessment.score)
    return ", ".join(part for part in (score, assessment.category, risk) if part) or "assessed"


def _listed(reasons: list[str]) -> str:
    return "".join(f"\n- {reason}" for reason in reasons)


def _insight(use_case: UseCase, assessment: Assessment) -> dict[str, object]:
    insight = intake_of(use_case).insight
    if insight is None or assessment.insight is None:
        return {}
    return cast("dict[str, object]", redacted_data(insight.short(assessment.insight)))
