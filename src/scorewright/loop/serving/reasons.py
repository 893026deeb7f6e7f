"""The reasons of a decision, in words: what spoke most for the positive, that is the adverse, outcome."""

from scorewright.loop.serving.decision_row import ExplanationOut, Reason
from scorewright.loop.serving.policies import RecordedPolicy
from scorewright.science.explanations.explanation import Explanation
from scorewright.science.policy.scales import PointsScale

MOST = 4
DECIMALS = 6


def adverse_reasons(explanation: Explanation, policy: RecordedPolicy) -> tuple[Reason, ...]:
    """At most four, the strongest first; where nothing spoke for the outcome, what spoke least against it."""
    ranked = sorted(explanation.contributions.items(), key=lambda item: (-item[1], item[0]))
    speaking = [item for item in ranked if item[1] > 0] or ranked[:1]
    scale = scale_of(explanation, policy)
    return tuple(
        Reason(
            name, policy.words[name], _rounded(moved), None if scale is None else _rounded(scale.points_moved(moved))
        )
        for name, moved in speaking[:MOST]
    )


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


def _rounded(moved: float) -> float:
    return round(moved, DECIMALS) + 0.0  # never -0.0, which the database would answer as 0.0
