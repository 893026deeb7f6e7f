"""Reading kept decisions."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from scorewright.loop.serving.models import Decision


class DecisionNotFoundError(LookupError):
    """There is no such decision, or it is another tenant's."""


def decision(decision_id: UUID) -> Decision:
    """The decision with this id. Raises DecisionNotFoundError."""
    try:
        return Decision.objects.get(pk=decision_id)
    except Decision.DoesNotExist:
        raise DecisionNotFoundError(f"no decision has the id {decision_id}") from None


def decisions(*, use_case: str | None = None, since: datetime | None = None) -> QuerySet[Decision]:
    """Decisions, the newest first."""
    found = Decision.objects.all()
    if use_case is not None:
        found = found.filter(use_case=use_case)
    return found if since is None else found.filter(at__gte=since)
