"""What comes of making the decisions of a page again."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import msgspec

from scorewright.loop.serving.models import Decision
from scorewright.loop.serving.policies import RecordedPolicy
from scorewright.loop.serving.replay.archive import Archive, RecordedModel, UnreplayableError
from scorewright.loop.serving.replay.differences import Difference, of_reasons, of_verdict
from scorewright.loop.serving.replay.rescoring import Rescored, rescore
from scorewright.loop.serving.replay.todays_code import TodaysCode

Found = Sequence[Difference] | UnreplayableError
_Asked = tuple[Decision, RecordedPolicy]


@dataclass(frozen=True, slots=True)
class Finding:
    """``found`` is empty where the decision follows from its record; or it says what is gone."""

    decision: Decision
    found: Found
    features_differ: bool


def findings(page: Sequence[Decision], archive: Archive, code: TodaysCode) -> Sequence[Finding]:
    """Of each decision of ``page``, all of one use case, in its order."""
    found: dict[UUID, Found] = {}
    by_model: dict[tuple[UUID, bool], list[_Asked]] = defaultdict(list)
    for decision in page:
        try:
            policy = archive.policy(decision.policy)
            if decision.model_version_id is None:
                found[decision.id] = _by_fallback(decision, policy, code)
            else:
                by_model[decision.model_version_id, _explained(decision, policy)].append((decision, policy))
        except UnreplayableError as error:
            found[decision.id] = error
    for (version_id, explain), asked in by_model.items():
        found |= _by_model(version_id, asked, archive, code, explain=explain)
    return [Finding(decision, found[decision.id], not code.makes_the_same_features(decision)) for decision in page]


def _explained(decision: Decision, policy: RecordedPolicy) -> bool:
    kept = decision.reasons is not None or decision.explanation is not None
    return kept or policy.decision.explain == "always"


def _by_model(
    version_id: UUID, asked: Sequence[_Asked], archive: Archive, code: TodaysCode, *, explain: bool
) -> Mapping[UUID, Found]:
    try:
        model = archive.model(version_id)
    except UnreplayableError as error:
        return {decision.id: error for decision, _ in asked}
    answers = rescore(model.runner, [decision.features for decision, _ in asked], explain=explain)
    return {
        decision.id: [
            *_of_its_maker(decision, model.label, fallback=False),
            *_of_its_answer(decision, policy, model, answer, code),
            *_of_what_was_told(decision, policy, code),
        ]
        for (decision, policy), answer in zip(asked, answers, strict=True)
    }


def _of_its_answer(
    decision: Decision, policy: RecordedPolicy, model: RecordedModel, answer: Rescored | None, code: TodaysCode
) -> Sequence[Difference]:
    if answer is None:
        return [Difference("features")]
    sure = code.sure(decision, policy.content.get("confidence"))
    verdict = of_verdict(decision, policy, answer.probability, width=model.width, sure=sure)
    return [*verdict, *of_reasons(decision, policy, answer.explanation)]


def _by_fallback(decision: Decision, policy: RecordedPolicy, code: TodaysCode) -> Sequence[Difference]:
    probability, confidence, told = code.fallback(decision, policy)
    reasons = [msgspec.to_builtins(reason) for reason in told]
    return [
        *_of_its_maker(decision, decision.version, fallback=True),
        *of_verdict(decision, policy, probability, sure=lambda _: confidence),
        *([] if decision.reasons == reasons else [Difference("reasons")]),
        *_of_what_was_told(decision, policy, code),
    ]


def _of_its_maker(decision: Decision, version: str, *, fallback: bool) -> Sequence[Difference]:
    pairs = (("version", decision.version, version), ("fallback", decision.fallback, fallback))
    return [Difference(what, kept, again) for what, kept, again in pairs if kept != again]


def _of_what_was_told(decision: Decision, policy: RecordedPolicy, code: TodaysCode) -> Sequence[Difference]:
    """Outcomes are named by the declaration, which may have changed: only the opposite is surely not what was told."""
    found = [Difference("label_value")] if code.tells_otherwise(decision) else []
    if code.advises_otherwise(decision, policy.content.get("advisor")):
        found.append(Difference("advice"))
    return found
