"""From an accepted record to the row that is kept."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.utils import timezone
from msgspec import UNSET, Raw, Struct, structs

from scorewright.declare.records import Record
from scorewright.loop.serving.decision_ids import new_decision_id
from scorewright.loop.serving.decision_row import DecisionRow, ExplanationOut
from scorewright.loop.serving.plan import Answer, Plan
from scorewright.loop.serving.policies import RecordedPolicy
from scorewright.loop.serving.reasons import explanation_out
from scorewright.loop.serving.traffic import Arms
from scorewright.science.experiments.assignment import Assignment

LONGEST_REASON = 300


class Asked(Struct, frozen=True, kw_only=True):
    """Who asked, and how the request names itself; see ``models.Decision``."""

    tenant_id: UUID
    by: str
    request_id: str = ""
    route: str = ""
    idempotency_key: str | None = None
    request_sha256: str = ""
    explain: bool = False


class Wanted(Struct, frozen=True):
    """A record to decide on, which was accepted from the JSON text ``raw``; its ``position`` among those of a list."""

    asked: Asked
    raw: bytes
    record: Record
    position: int = 0


Decided = tuple[DecisionRow, Answer]


def decide(plan: Plan, wanted: Wanted) -> Decided:
    """Decide on one record, by the arm that it is assigned to where there are any. Nothing is kept yet."""
    if plan.arms is None:
        return _decide(plan, wanted)
    given = plan.arms.assigned(wanted.record)
    return _given(_decide(plan.arms.plans.get(given.arm, plan), wanted), given)


def decide_together(plan: Plan, wanted: Sequence[Wanted], *, explain: bool = False) -> list[Decided]:
    """Decide on records in one run of the model, or of each arm's; with its reasons only where all want them.

    Nothing is kept yet.
    """
    if plan.arms is not None:
        return _by_arms(plan, plan.arms, wanted, explain=explain)
    answers = plan.answers([one.record for one in wanted], explain=explain)
    return [(_row(plan, one, answer), answer) for one, answer in zip(wanted, answers, strict=True)]


def _decide(plan: Plan, wanted: Wanted) -> Decided:
    answer = plan.answer(wanted.record, explain=wanted.asked.explain)
    return _row(plan, wanted, answer), answer


def _by_arms(plan: Plan, arms: Arms[Plan], wanted: Sequence[Wanted], *, explain: bool) -> list[Decided]:
    places: dict[Assignment, list[int]] = {}
    for place, one in enumerate(wanted):
        places.setdefault(arms.assigned(one.record), []).append(place)
    decided: dict[int, Decided] = {}
    for given, of_it in places.items():
        # An arm's own plan has no arms; that of the holdout is this one.
        own = arms.plans.get(given.arm) or replace(plan, arms=None)
        found = decide_together(own, [wanted[place] for place in of_it], explain=explain)
        decided.update((place, _given(one, given)) for place, one in zip(of_it, found, strict=True))
    return [decided[place] for place in range(len(wanted))]


def _given(decided: Decided, given: Assignment) -> Decided:
    row, answer = decided
    return structs.replace(row, arm=given.arm, propensity=given.propensity), answer


def _row(plan: Plan, wanted: Wanted, answer: Answer) -> DecisionRow:
    asked, use_case, policy = wanted.asked, plan.use_case, plan.policy
    model, verdict, seconds = answer.model, answer.verdict, answer.seconds
    decision_id = new_decision_id()
    return DecisionRow(
        id=decision_id,
        tenant_id=asked.tenant_id,
        use_case=use_case.name,
        request_id=asked.request_id or decision_id.hex,
        asked_by=asked.by,
        record=Raw(wanted.raw),
        features=answer.features,
        model_version_id=None if model is None else model.id,
        version=use_case.fallback.version if model is None else model.label,
        status="" if model is None else model.status,
        policy=policy.fingerprint,
        threshold=policy.decision.threshold,
        probability=verdict.probability,
        label=verdict.label,
        label_value=use_case.outcome.value(verdict.label),
        score=verdict.score,
        band=verdict.band,
        risk=verdict.risk,
        confidence=verdict.confidence,
        width=answer.width,
        needs_review=verdict.needs_review,
        reasons=answer.reasons,
        explanation=_explanation(policy, answer) if asked.explain else None,
        fallback=model is None,
        fallback_reason=answer.fallback_reason[:LONGEST_REASON],
        route=asked.route,
        idempotency_key=asked.idempotency_key,
        position=wanted.position,
        request_sha256=asked.request_sha256,
        at=timezone.now(),
        duration_ms=(seconds.features + seconds.model + seconds.policy) * 1000,
        advice=UNSET if use_case.advisor is None else plan.advice(wanted.record),
    )


def _explanation(policy: RecordedPolicy, answer: Answer) -> ExplanationOut | None:
    return None if answer.explanation is None else explanation_out(answer.explanation, policy)
