"""Taking in what really happened."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from scorewright.loop.outcomes.cut_off import begin_to_write
from scorewright.loop.outcomes.models import Outcome, Said, Statement
from scorewright.loop.outcomes.reports import OutcomeRejectedError, Report, statement_of
from scorewright.loop.outcomes.weighing import OutcomeConflictError, Verdict, behind, weigh
from scorewright.loop.serving.models import Decision
from scorewright.loop.serving.queries import DecisionNotFoundError

TRIES = 5
Refusal = DecisionNotFoundError | OutcomeRejectedError | OutcomeConflictError
Taken = tuple[Outcome, Verdict]
_SAID = (
    *("value", "label", "source", "occurred_at", "learnt_at", "matures_at", "inclusion_probability"),
    *("reason", "revised", "by"),
)


def report(
    *,
    decision_id: UUID,
    value: object,
    by: str,
    occurred_at: datetime | None = None,
    source: str = Said.Source.OBSERVED,
    inclusion_probability: float | None = None,
    reason: str = "",
) -> Taken:
    """Keep the outcome of a decision; the outcome as it stands, and what became of the report.

    The same outcome again changes nothing. Raises DecisionNotFoundError; OutcomeRejectedError where the value is none
    of the use case's, the time is impossible, or source, reason and inclusion probability do not go together;
    OutcomeConflictError where what is known stands against it.
    """
    said = Report(
        decision_id=decision_id,
        value=value,
        source=source,
        occurred_at=occurred_at,
        inclusion_probability=inclusion_probability,
        reason=reason,
    )
    (taken,) = report_many(reports=[said], by=by)
    if isinstance(taken, Exception):
        raise taken
    return taken


def report_many(*, reports: Sequence[Report], by: str) -> list[Taken | Refusal]:
    """What became of each, in their order: all that can be are kept together; for the others, why not."""
    for _ in range(TRIES - 1):
        try:
            return _keep(reports, by)
        except IntegrityError:  # somebody said something of the same decision at this very moment: look again
            continue
    return _keep(reports, by)


@transaction.atomic
def _keep(reports: Sequence[Report], by: str) -> list[Taken | Refusal]:
    begin_to_write()
    now = timezone.now()
    ids = {report.decision_id for report in reports}
    decisions = Decision.objects.only("use_case", "at").in_bulk(ids)
    histories = _histories(ids)
    outcomes = Outcome.objects.in_bulk(ids, field_name="decision_id")  # behind them: each history has its outcome
    made: list[Statement] = []
    verdicts: list[Verdict | Refusal] = []
    for report in reports:
        try:
            verdict, statement = _judged(report, decisions, histories, by=by, now=now)
        except (DecisionNotFoundError, OutcomeRejectedError, OutcomeConflictError) as refusal:
            verdicts.append(refusal.with_traceback(None))  # which would hold this very list, and all rows with it
            continue
        verdicts.append(verdict)
        if verdict != Verdict.UNCHANGED:
            histories[report.decision_id].append(statement)
            made.append(statement)
    outcomes |= _stored(made, outcomes)
    return [
        (outcomes[report.decision_id], verdict) if isinstance(verdict, Verdict) else verdict
        for report, verdict in zip(reports, verdicts, strict=True)
    ]


def _histories(ids: Collection[UUID]) -> dict[UUID, list[Statement]]:
    found: dict[UUID, list[Statement]] = {decision_id: [] for decision_id in ids}
    for statement in Statement.objects.filter(decision__in=ids).order_by("decision_id", "number"):
        found[statement.decision_id].append(statement)
    return found


def _judged(
    report: Report,
    decisions: Mapping[UUID, Decision],
    histories: Mapping[UUID, Sequence[Statement]],
    *,
    by: str,
    now: datetime,
) -> tuple[Verdict, Statement]:
    decision = decisions.get(report.decision_id)
    if decision is None:
        raise DecisionNotFoundError(f"no decision has the id {report.decision_id}")
    said = statement_of(report, decision, by=by, now=now)
    history = histories[report.decision_id]
    verdict = weigh(history, said, report, now=now)
    return verdict, behind(history[-1], said, report, verdict) if history else said


def _stored(made: Sequence[Statement], known: Mapping[UUID, Outcome]) -> dict[UUID, Outcome]:
    """The outcome of each decision that something was said of, as it stands now."""
    # In one order, so that two who write of the same decisions do not wait for each other.
    Statement.objects.bulk_create(sorted(made, key=lambda said: (said.decision_id, said.number)))
    standing = {
        statement.decision_id: Outcome(
            decision=statement.decision, **{name: getattr(statement, name) for name in _SAID}
        )
        for statement in made
    }
    for decision_id, outcome in standing.items():
        if decision_id in known:
            outcome.pk = known[decision_id].pk
    Outcome.objects.bulk_create(
        [standing[decision_id] for decision_id in sorted(standing)],
        update_conflicts=True,
        unique_fields=["decision"],
        update_fields=_SAID,
    )
    return standing
