"""The reasons of a decision, in words: what spoke most for the positive, that is the adverse, outcome."""

from collections.abc import Mapping

from scorewright.loop.serving.decision_row import ExplanationOut, Reason
from scorewright.science.explanations.explanation import Explanation

MOST = 4
DECIMALS = 6


def adverse_reasons(explanation: Explanation, words: Mapping[str, str]) -> tuple[Reason, ...]:
    """At most four, the strongest first; where nothing spoke for the outcome, what spoke least against it."""
    ranked = sorted(explanation.contributions.items(), key=lambda item: (-item[1], item[0]))
    speaking = [item for item in ranked if item[1] > 0] or ranked[:1]
    return tuple(Reason(name, words[name], _rounded(moved)) for name, moved in speaking[:MOST])


def explanation_out(explanation: Explanation) -> ExplanationOut:
    """The whole explanation, as it is kept and answered."""
    return ExplanationOut(
        unit=explanation.unit,
        method=explanation.method,
        exact=explanation.exact,
        base=_rounded(explanation.base),
        contributions={name: _rounded(moved) for name, moved in sorted(explanation.contributions.items())},
    )


def _rounded(moved: float) -> float:
    return round(moved, DECIMALS) + 0.0  # never -0.0, which the database would answer as 0.0
