"""Reading what is known of decisions, today and at any moment before."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from scorewright.loop.outcomes.labelled import LabelledDecisions, labelled, standing
from scorewright.loop.outcomes.models import OutcomeFile, Statement
from scorewright.loop.serving.queries import decision, decisions

__all__ = [
    "LabelledDecisions",
    "OutcomeFileNotFoundError",
    "OutcomeUnknownError",
    "Story",
    "file",
    "files",
    "labelled",
    "standing",
    "story",
    "summary",
]


class OutcomeUnknownError(LookupError):
    """Nothing was known of the decision's outcome."""


class OutcomeFileNotFoundError(LookupError):
    """There is no such file of outcomes, or it is another tenant's."""


@dataclass(frozen=True)
class Story:
    """All that was said of a decision up to ``as_of``, in its order: at least one statement."""

    as_of: datetime
    statements: tuple[Statement, ...]

    @property
    def standing(self) -> Statement:
        return self.statements[-1]


def story(decision_id: UUID, *, as_of: datetime) -> Story:
    """Raises DecisionNotFoundError, and OutcomeUnknownError where nothing was known at ``as_of``."""
    about = decision(decision_id)
    found = tuple(Statement.objects.filter(decision=about, learnt_at__lte=as_of).order_by("number"))
    if not found:
        raise OutcomeUnknownError(f"nothing was known at {as_of.isoformat()} of what came of decision {decision_id}")
    return Story(as_of, found)


def files() -> QuerySet[OutcomeFile]:
    """Files of outcomes, the newest first."""
    return OutcomeFile.objects.select_related("job")


def file(file_id: UUID) -> OutcomeFile:
    """Raises OutcomeFileNotFoundError."""
    try:
        return files().get(pk=file_id)
    except OutcomeFile.DoesNotExist:
        raise OutcomeFileNotFoundError(f"no file of outcomes has the id {file_id}") from None


def summary(*, use_case: str | None = None, since: datetime | None = None) -> dict[str, int]:
    """How many decisions were kept, how many have an outcome, and how many the fallback answered."""
    return decisions(use_case=use_case, since=since).aggregate(
        decisions=Count("id"), outcomes=Count("outcome"), fallbacks=Count("id", filter=Q(fallback=True))
    )
