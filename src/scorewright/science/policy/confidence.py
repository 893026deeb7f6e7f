"""Confidence: how probable it is that the label is right."""

from scorewright.science.policy.probabilities import settle


def label_probability(p: float, label: int) -> float:
    """The probability, in [0, 1] and settled, that ``label`` is right, ``p`` being that of the positive outcome.

    It is below 0.5 where the threshold is far from 0.5: such a label is the better decision, not the likelier outcome.
    Raises ValueError when ``p`` is outside [0, 1] or ``label`` is neither 0 nor 1.

    >>> label_probability(0.8, 1), label_probability(0.123457, 0), label_probability(0.3, 1)
    (0.8, 0.876543, 0.3)
    """
    if label not in (0, 1):
        raise ValueError(f"label must be 0 or 1: {label}")
    return settle(p if label else 1 - p)
