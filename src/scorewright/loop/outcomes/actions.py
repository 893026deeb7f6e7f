"""Taking in what really happened."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.outcomes.models import Outcome
from scorewright.loop.serving import queries
from scorewright.loop.serving.models import Decision


class OutcomeRejectedError(ValueError):
    """The outcome breaks ``rule`` of ``field``."""

    def __init__(self, field: str, rule: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.rule = rule


class OutcomeConflictError(Exception):
    """Another outcome is already known for this decision."""


def report(
    *, decision_id: UUID, value: object, by: str, occurred_at: datetime | None = None, source: str = "observed"
) -> tuple[Outcome, bool]:
    """Keep the outcome of a decision; the outcome, and whether it is new.

    The same outcome again changes nothing. Raises DecisionNotFoundError; OutcomeRejectedError where the value is none
    of the use case's or the time is impossible; OutcomeConflictError where another value is known.
    """
    decision = queries.decision(decision_id)
    label = _label(decision, value)
    now = timezone.now()
    moment = occurred_at or now
    if moment < decision.at or moment > now:
        raise OutcomeRejectedError("occurred_at", "order", "must lie between the decision and now")
    known = Outcome.objects.filter(decision=decision).first()
    if known is None:
        try:
            with transaction.atomic():
                outcome = Outcome.objects.create(
                    decision=decision, value=str(value), label=label, source=source, occurred_at=moment, by=by
                )
                return outcome, True
        except IntegrityError:
            known = Outcome.objects.get(decision=decision)
    if known.label != label:
        raise OutcomeConflictError(f"decision {decision.id} already has the outcome {known.value!r}")
    return known, False


def _label(decision: Decision, value: object) -> int:
    try:
        return use_case_named(decision.use_case).outcome.label(value)
    except ValueError as error:
        raise OutcomeRejectedError("value", "values", str(error)) from error
