"""The reasons of a decision, in words: what spoke most for the positive, that is the adverse, outcome."""

import logging
from collections.abc import Mapping

from scorewright.declare.features import FeatureValue
from scorewright.declare.records import Record
from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.decision_row import ExplanationOut, Reason
from scorewright.loop.serving.policies import RecordedPolicy
from scorewright.science.explanations.explanation import Explanation
from scorewright.science.policy.scales import PointsScale
from scorewright.science.table import Direction

DECIMALS = 6
Features = Mapping[str, FeatureValue]
_log = logging.getLogger(__name__)


def adverse_reasons(explanation: Explanation, policy: RecordedPolicy, features: Features) -> tuple[Reason, ...]:
    """At most as many as ``policy`` tells, the strongest first, of a model that was given ``features``.

    Where nothing spoke for the outcome, what spoke least against it, of which no side is said.
    """
    ranked = _ranked(explanation.contributions)
    speaking = [item for item in ranked if item[1] > 0] or ranked[:1]
    scale = scale_of(explanation, policy)
    return tuple(
        _reason(name, words_of(name, moved, policy, features, explanation.directions), moved, scale)
        for name, moved in speaking[: policy.decision.reasons]
    )


def fallback_reasons(
    use_case: UseCase, policy: RecordedPolicy, visible: Record, features: Features
) -> tuple[Reason, ...]:
    """Of the fallback's answer to ``visible``: what spoke for the outcome, where it says that, and its own sentence."""
    own = Reason(None, use_case.fallback.reason, None)
    if policy.fallback != use_case.fallback.version:
        return (own,)
    try:
        ranked = _ranked(use_case.contributions(visible))
    except Exception as error:  # whatever a use case's own function raises, the decision is right without it
        _log.error("the contributions of %s fail with %s", policy.fallback, type(error).__name__)
        return (own,)
    directions: Mapping[str, Direction] = {feature.name: feature.monotone for feature in use_case.features}
    speaking = [(name, moved) for name, moved in ranked if moved > 0 and name in features and name in policy.words]
    told = (
        _reason(name, words_of(name, moved, policy, features, directions), moved, policy.decision.scale)
        for name, moved in speaking[: policy.decision.reasons]
    )
    return (*told, own)


def words_of(
    name: str, moved: float, policy: RecordedPolicy, features: Features, directions: Mapping[str, Direction]
) -> str:
    """What is said of the feature ``name``: by its value and by the way in which more of it moves the answer, and
    neutrally where what it ``moved`` does not speak for the outcome.
    """
    said = policy.words[name]
    if isinstance(said, str):
        return said
    return said.said(features.get(name), directions.get(name, 0)) if moved > 0 else said.neutral


def explanation_out(explanation: Explanation, policy: RecordedPolicy) -> ExplanationOut:
    """The whole explanation, as it is kept and answered."""
    contributions = dict(sorted(explanation.contributions.items()))
    scale = scale_of(explanation, policy)
    return ExplanationOut(
        unit=explanation.unit,
        method=explanation.method,
        exact=explanation.exact,
        base=_rounded(explanation.base),
        contributions={name: _rounded(moved) for name, moved in contributions.items()},
        before_calibration=explanation.before_calibration,
        base_points=None if scale is None else _rounded(scale.points(explanation.base)),
        points=None
        if scale is None
        else {name: _rounded(scale.points_moved(moved)) for name, moved in contributions.items()},
    )


def scale_of(explanation: Explanation, policy: RecordedPolicy) -> PointsScale | None:
    """The scale on which contributions are points; None where there is none, or they are no log odds of the answer."""
    return policy.decision.scale if explanation.of_log_odds else None


def _ranked(contributions: Mapping[str, float]) -> list[tuple[str, float]]:
    return sorted(contributions.items(), key=lambda item: (-item[1], item[0]))


def _reason(name: str, words: str, moved: float, scale: PointsScale | None) -> Reason:
    return Reason(name, words, _rounded(moved), None if scale is None else _rounded(scale.points_moved(moved)))


def _rounded(moved: float) -> float:
    return round(moved, DECIMALS) + 0.0  # never -0.0, which the database would answer as 0.0
