"""Where a decision is not what follows from its record."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from math import isclose

import msgspec

from scorewright.declare.decision import Verdict
from scorewright.loop.serving.decision_row import ExplanationOut, Reason
from scorewright.loop.serving.models import Decision
from scorewright.loop.serving.policies import RecordedPolicy
from scorewright.loop.serving.reasons import adverse_reasons, scale_of, words_of
from scorewright.science.calibration.conformal import Width
from scorewright.science.explanations.explanation import Explanation
from scorewright.science.policy.scales import PointsScale

TOLERANCE = 1e-6
OF_A_VERDICT = ("label", "score", "band", "risk", "confidence", "needs_review")
OF_AN_EXPLANATION = ("unit", "method", "exact", "before_calibration")

Kept = str | float | bool | None


@dataclass(frozen=True, slots=True)
class Difference:
    """``what`` was ``kept`` so, and is ``again`` when it is made again."""

    what: str
    kept: Kept = None
    again: Kept = None


def same(kept: Kept, again: Kept) -> bool:
    """Equal, or numbers within a millionth, which is what a probability is rounded to."""
    if isinstance(kept, float) and isinstance(again, int | float):
        return isclose(kept, again, rel_tol=0, abs_tol=TOLERANCE)
    return kept == again


def of_verdict(
    decision: Decision,
    policy: RecordedPolicy,
    probability: float,
    *,
    width: Width | None = None,
    sure: Callable[[Verdict], float] | None = None,
) -> list[Difference]:
    """Of all that follows from the ``probability`` that was made again; ``sure`` says how sure a verdict is.

    Once it is found to be the one that was kept, everything else must follow from that one exactly: what was made again
    may lie on the other side of a threshold by its last decimal.
    """
    kept_so = same(decision.probability, probability)
    found = [] if kept_so else [Difference("probability", decision.probability, probability)]
    base = decision.probability if kept_so else probability
    verdict = policy.decision.decide(base)
    if sure is not None:
        verdict = policy.decision.decide(base, sure(verdict))
    again = {name: getattr(verdict, name) for name in OF_A_VERDICT}
    again |= {"threshold": policy.decision.threshold, "width": _width(verdict, width)}
    kept = {name: getattr(decision, name) for name in again}
    return found + [Difference(name, kept[name], value) for name, value in again.items() if not same(kept[name], value)]


def _width(verdict: Verdict, width: Width | None) -> float | None:
    return None if width is None else width.of(verdict.probability)


def of_reasons(decision: Decision, policy: RecordedPolicy, explanation: Explanation | None) -> list[Difference]:
    """Of reasons and explanation, where they were kept or had to be."""
    found = []
    if decision.reasons is None:
        if policy.decision.explain == "always" or decision.explanation is not None:
            found.append(Difference("reasons"))
    elif explanation is None or not _same_reasons(decision, policy, explanation):
        found.append(Difference("reasons"))
    if decision.explanation is not None and (
        explanation is None or not _same_explanation(decision, policy, explanation)
    ):
        found.append(Difference("explanation"))
    return found


def _same_reasons(decision: Decision, policy: RecordedPolicy, explanation: Explanation) -> bool:
    """Two that moved the answer equally far may have changed places."""
    try:
        kept = msgspec.convert(decision.reasons, list[Reason])
        again = adverse_reasons(explanation, policy, decision.features)
    except (KeyError, msgspec.ValidationError):
        return False
    if any(one.feature not in policy.words for one in kept):
        return False
    scale = scale_of(explanation, policy)

    def words(name: str) -> str:
        moved = explanation.contributions[name]
        return words_of(name, moved, policy, decision.features, explanation.directions)

    return len(kept) == len(again) and all(
        same(one.contribution, explanation.contributions.get(str(one.feature)))
        and one.words == words(str(one.feature))
        and same(one.contribution, other.contribution)
        and _same_points(one.points, explanation.contributions[str(one.feature)], scale)
        for one, other in zip(kept, again, strict=True)
    )


def _same_points(kept: float | None, moved: float, scale: PointsScale | None) -> bool:
    return kept is None if scale is None else _as_many(kept, scale.points_moved(moved), scale)


def _as_many(kept: float | None, again: float, scale: PointsScale) -> bool:
    """As many points, of log odds that are known to a millionth."""
    tolerance = TOLERANCE * max(1.0, scale.points_per_log_odds)
    return kept is not None and isclose(kept, again, rel_tol=0, abs_tol=tolerance)


def _same_explanation(decision: Decision, policy: RecordedPolicy, explanation: Explanation) -> bool:
    try:
        kept = msgspec.convert(decision.explanation, ExplanationOut)
    except msgspec.ValidationError:
        return False
    again = explanation.contributions
    return (
        all(getattr(kept, what) == getattr(explanation, what) for what in OF_AN_EXPLANATION)
        and same(kept.base, explanation.base)
        and kept.contributions.keys() == again.keys()
        and all(same(moved, again[name]) for name, moved in kept.contributions.items())
        and _same_table_of_points(kept, explanation, scale_of(explanation, policy))
    )


def _same_table_of_points(kept: ExplanationOut, explanation: Explanation, scale: PointsScale | None) -> bool:
    if scale is None or kept.points is None:
        return scale is None and kept.points is None and kept.base_points is None
    again = explanation.contributions
    return (
        _as_many(kept.base_points, scale.points(explanation.base), scale)
        and kept.points.keys() == again.keys()
        and all(_same_points(points, again[name], scale) for name, points in kept.points.items())
    )


def as_json(differences: Sequence[Difference]) -> Iterator[dict[str, Kept]]:
    """Without the two values where there are none."""
    for one in differences:
        yield {"what": one.what} if one.kept is None and one.again is None else asdict(one)
