"""What somebody reports, held against the decision that it is about."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from scorewright.declare.catalogue import UnknownUseCaseError, use_case_named
from scorewright.declare.outcome import Outcome as Declared
from scorewright.loop.outcomes.models import Said, Statement
from scorewright.loop.serving.models import Decision

Source = Said.Source
SAMPLED = (Source.INVESTIGATED, Source.CORRECTED)


class OutcomeRejectedError(ValueError):
    """The outcome breaks ``rule`` of ``field``."""

    def __init__(self, field: str, rule: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.rule = rule


@dataclass(frozen=True, kw_only=True, slots=True)
class Report:
    """``value`` of the outcome of a decision; ``occurred_at`` None: now.

    ``inclusion_probability`` is how likely it was that this decision was chosen to be investigated, above 0 to 1.
    """

    decision_id: UUID
    value: object
    source: str = Source.OBSERVED
    occurred_at: datetime | None = None
    inclusion_probability: float | None = None
    reason: str = ""


def statement_of(report: Report, decision: Decision, *, by: str, now: datetime) -> Statement:
    """``report`` as a first statement about ``decision``. Raises OutcomeRejectedError."""
    declared = _declared(decision)
    label = _label(declared, report.value)
    moment = report.occurred_at or now
    if moment < decision.at or moment > now:
        raise OutcomeRejectedError("occurred_at", "order", "must lie between the decision and now")
    _check_inclusion(report)
    if report.source == Source.CORRECTED and not report.reason:
        raise OutcomeRejectedError("reason", "required", "must say why, where the source is corrected")
    return Statement(
        decision=decision,
        use_case=decision.use_case,
        number=1,
        value=str(report.value),
        label=label,
        source=report.source,
        occurred_at=moment,
        learnt_at=now,
        matures_at=declared.matures_at(decision.at),
        inclusion_probability=report.inclusion_probability,
        reason=report.reason,
        by=by,
    )


def _declared(decision: Decision) -> Declared:
    try:
        return use_case_named(decision.use_case).outcome
    except UnknownUseCaseError as error:
        raise OutcomeRejectedError("decision_id", "use_case", str(error)) from error


def _label(declared: Declared, value: object) -> int:
    try:
        return declared.label(value)
    except ValueError as error:
        raise OutcomeRejectedError("value", "values", str(error)) from error


def _check_inclusion(report: Report) -> None:
    probability, field = report.inclusion_probability, "inclusion_probability"
    if probability is None:
        if report.source == Source.INVESTIGATED:
            raise OutcomeRejectedError(
                field, "required", "must say how likely it was that this decision was investigated; 1 where all are"
            )
    elif report.source not in SAMPLED:
        raise OutcomeRejectedError(field, "source", "is for the sources investigated and corrected alone")
    elif not 0 < probability <= 1:
        raise OutcomeRejectedError(field, "range", "must be above 0 and at most 1")
