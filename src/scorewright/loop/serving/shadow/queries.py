"""Reading what shadows would have decided."""

from uuid import UUID

from django.db.models import QuerySet

from scorewright.loop.deployment.models import ShadowDecision
from scorewright.loop.serving.queries import decision


def shadows_of(decision_id: UUID) -> QuerySet[ShadowDecision]:
    """Beside one decision, in the order in which they were kept. Raises DecisionNotFoundError."""
    return ShadowDecision.objects.filter(decision_id=decision(decision_id).pk).order_by("id")
