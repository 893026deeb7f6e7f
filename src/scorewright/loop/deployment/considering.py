"""May a version go into production by itself? The answer, with all its reasons, before anything is changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scorewright.declare.use_case import UseCase
from scorewright.loop.deployment.configuration import restored_policy
from scorewright.loop.deployment.models import Activation
from scorewright.loop.deployment.policy import objections
from scorewright.loop.deployment.policy_content import policy_content
from scorewright.loop.deployment.weighing import weigh
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.training.common_rows import IncomparableError
from scorewright.science.policy.replacement import Condition

FIRST_BY_HAND = "nothing is in production, and the use case leaves the first activation to people"
OF_MODE = {
    "manual": "the use case leaves later activations to people (mode manual)",
    "ab_winner": "an experiment must decide (mode ab_winner), and none has",
}


@dataclass(frozen=True)
class Judgement:
    """``reasons`` say why not; where there is none, the version may go into production."""

    reasons: Sequence[str]
    conditions: Sequence[Condition] = ()
    comparison: Mapping[str, Any] | None = None
    reference: Mapping[str, Any] | None = None


def judge(version: ModelVersion, champion: ModelVersion | None, use_case: UseCase, *, now: datetime) -> Judgement:
    """What the policy says of ``version`` while ``champion`` is in production; it reads only."""
    found = list(objections(version, use_case))
    if champion is None:
        by_hand = [FIRST_BY_HAND] if use_case.activation.first == "manual" else []
        return Judgement(by_hand + found)
    reasons = [*_left_to_people(version, use_case), *found]
    if found:
        return Judgement(reasons)
    try:
        weighing = weigh(champion, version, use_case, now=now)
    except IncomparableError as error:
        return Judgement([*reasons, f"it cannot be compared with {champion}: {error}"])
    unmet = [f"{condition.name}: {condition.words}" for condition in weighing.conditions if not condition.passed]
    return Judgement([*reasons, *unmet], weighing.conditions, weighing.comparison, weighing.reference)


def _left_to_people(version: ModelVersion, use_case: UseCase) -> Iterator[str]:
    if use_case.activation.mode in OF_MODE:
        yield OF_MODE[use_case.activation.mode]
    yield from only_a_person(version, use_case)


def only_a_person(version: ModelVersion, use_case: UseCase) -> Iterator[str]:
    """Why nothing but a person may put ``version`` into production, whatever evidence there is."""
    if Activation.objects.filter(kind=Activation.Kind.ROLLBACK, replaced=version).exists():
        yield "it was rolled back from, so only a person may put it into production again"
    restored = restored_policy(use_case.name)
    if restored is not None and restored != policy_content(use_case):
        yield "a rollback brought back another policy than is declared today, so a person must choose between them"
