"""What a version answers again to the features of decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scorewright.declare.features import FeatureValue
from scorewright.science.artefacts.running import Runner
from scorewright.science.explanations.explanation import Explanation
from scorewright.science.table import table_from_rows

Features = Mapping[str, FeatureValue]


@dataclass(frozen=True, slots=True)
class Rescored:
    """``explanation`` where it was asked for."""

    probability: float
    explanation: Explanation | None


def rescore(runner: Runner, rows: Sequence[Features], *, explain: bool) -> Sequence[Rescored | None]:
    """Of each of ``rows`` in its order; None where the version cannot have answered such features."""
    try:
        return _rescore(runner, rows, explain=explain)
    except (KeyError, TypeError, ValueError):  # one of them has no answer: which?
        return [rescore(runner, [row], explain=explain)[0] for row in rows] if len(rows) > 1 else [None]


def _rescore(runner: Runner, rows: Sequence[Features], *, explain: bool) -> Sequence[Rescored]:
    table = table_from_rows(runner.columns, rows)
    if not explain:
        return [Rescored(float(probability), None) for probability in runner.probability(table)]
    probabilities, explanations = runner.explain_table(table)
    return [Rescored(float(p), explanation) for p, explanation in zip(probabilities, explanations, strict=True)]
