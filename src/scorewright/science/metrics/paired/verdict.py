"""What a paired difference says, in words that an analyst can pass on."""

from dataclasses import dataclass
from typing import Literal

from scorewright.science.metrics.paired.difference import PairedDifference

Outcome = Literal["a_is_better", "b_is_better", "no_relevant_difference", "insufficient_evidence"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """``outcome`` for programs, ``words`` for people."""

    outcome: Outcome
    words: str


def judge_difference(
    difference: PairedDifference,
    *,
    relevant: float = 0.0,
    level: float = 0.95,
    names: tuple[str, str] = ("a", "b"),
) -> Verdict:
    """Read the interval of ``level`` against zero and against ``relevant``, the smallest gain that matters.

    ``relevant`` is in the units of the metric. Inside of it on both sides there is no relevant difference (two
    one-sided tests of equivalence: Schuirmann, Journal of Pharmacokinetics and Biopharmaceutics 15, 1987); beside zero
    one model is better; else the rows do not tell, which is not the same as "equal". ``names`` are those of a and b.
    Raises ValueError when ``relevant`` is negative or ``level`` is outside (0, 1).

    >>> found = PairedDifference("roc_auc", "delong", 0.75, 0.78, 0.03, 0.01)
    >>> judge_difference(found, names=("v1", "v2")).words
    'v2 is better: roc_auc 0.780 against 0.750, a gain of 0.030 (95 % interval 0.010 to 0.050).'
    >>> judge_difference(found, relevant=0.06).outcome
    'no_relevant_difference'
    """
    return judge_interval(difference, difference.interval(level), relevant=relevant, level=level, names=names)


def judge_interval(
    difference: PairedDifference,
    ends: tuple[float, float] | None,
    *,
    relevant: float = 0.0,
    level: float = 0.95,
    names: tuple[str, str] = ("a", "b"),
) -> Verdict:
    """As ``judge_difference``, where the interval of ``level`` has ``ends`` of its own: McNemar's, of an accuracy."""
    if relevant < 0:
        raise ValueError(f"relevant must not be negative: {relevant}")
    if ends is None or difference.a is None or difference.b is None or difference.gain is None:
        return Verdict(
            "insufficient_evidence",
            f"Insufficient evidence: {difference.metric} cannot be told on these rows: a class is absent, or too rare.",
        )
    low, high = ends
    span = f"({100 * level:g} % interval {low:.3f} to {high:.3f})"
    if relevant and -relevant < low and high < relevant:
        return Verdict(
            "no_relevant_difference",
            f"No relevant difference: {names[1]} gains {low:.3f} to {high:.3f} of {difference.metric} over {names[0]} "
            f"({100 * level:g} % interval), and less than {relevant:.3f} does not matter.",
        )
    if low > 0:
        numbers = f"{difference.metric} {difference.b:.3f} against {difference.a:.3f}"
        return Verdict("b_is_better", f"{names[1]} is better: {numbers}, a gain of {difference.gain:.3f} {span}.")
    if high < 0:
        span = f"({100 * level:g} % interval {-high:.3f} to {-low:.3f})"
        numbers = f"{difference.metric} {difference.a:.3f} against {difference.b:.3f}"
        return Verdict("a_is_better", f"{names[0]} is better: {numbers}, a gain of {-difference.gain:.3f} {span}.")
    return Verdict(
        "insufficient_evidence",
        f"Insufficient evidence: {names[1]} may be worse than {names[0]} by {-low:.3f} of {difference.metric}, or "
        f"better by {high:.3f} ({100 * level:g} % interval). More labelled rows would tell.",
    )
