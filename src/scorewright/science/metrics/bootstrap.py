"""Intervals for any metric, by resampling rows within their class."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.science.calibration.labelled_probabilities import Labels, Probabilities

LEVEL = 0.95
LEAST_ANSWERED_SHARE = 0.95
MOST_ROWS = 20_000
Measure = Callable[[Labels, Probabilities], float | None]


@dataclass(frozen=True, slots=True)
class Interval:
    """A metric on all rows and the ends of its 95 % interval.

    ``value`` is None where the metric has no meaning. The ends are None together with it, and where more than one
    resample in twenty gave the metric no meaning: the rest would be a choice of lucky ones.
    """

    value: float | None
    low: float | None
    high: float | None


def bootstrap_intervals(
    y: Labels,
    p: Probabilities,
    measures: Mapping[str, Measure],
    *,
    rng: np.random.Generator,
    resamples: int = 200,
    most_rows: int = MOST_ROWS,
) -> dict[str, Interval]:
    """Percentile bootstrap intervals (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, section 13.3).

    ``y`` is 0/1 and ``p`` the probability of 1, both of shape (n,). Each resample draws as many rows of each class as
    there are, with replacement, and serves all measures. The share of positives is thereby held fixed: an interval says
    what other rows of these classes would give, and nothing about another base rate. Of more than ``most_rows``, each
    resample draws only so many, and the spread is that of n: it shrinks with the square root (Bickel, Goetze and van
    Zwet, Resampling fewer than n observations, Statistica Sinica 7, 1997). Raises ValueError when ``resamples`` is
    below 1.
    """
    if resamples < 1:
        raise ValueError(f"resamples must be at least 1: {resamples}")
    share = min(1.0, most_rows / max(len(y), 1))
    drawn: dict[str, list[float | None]] = {name: [] for name in measures}
    for rows in stratified_resamples(y, rng=rng, resamples=resamples, share=share):
        y_drawn, p_drawn = y[rows], p[rows]
        for name, measure in measures.items():
            drawn[name].append(measure(y_drawn, p_drawn))
    return {name: percentile_interval(measure(y, p), drawn[name], share=share) for name, measure in measures.items()}


def stratified_resamples(
    y: Labels, *, rng: np.random.Generator, resamples: int, share: float = 1.0
) -> Iterator[NDArray[np.intp]]:
    """The rows of each resample: ``share`` of those of each class of ``y`` (n,), at least one, with replacement."""
    classes = [members for members in (np.flatnonzero(y == 0), np.flatnonzero(y == 1)) if len(members)]
    counts = [max(1, round(share * len(members))) for members in classes]
    for _ in range(resamples):
        yield np.concatenate(
            [members[rng.integers(len(members), size=count)] for members, count in zip(classes, counts, strict=True)]
        )


def percentile_interval(value: float | None, drawn: Sequence[float | None], *, share: float = 1.0) -> Interval:
    """``value`` with the 2.5th and the 97.5th percentile of what the resamples gave, None where it had no meaning.

    Where each of them drew only a ``share`` of the rows, the percentiles are of ``value`` and their spread, shrunk.
    """
    answers: NDArray[np.float64] = np.array([answer for answer in drawn if answer is not None])
    if value is None or len(answers) < LEAST_ANSWERED_SHARE * len(drawn):
        return Interval(value, None, None)
    if share < 1:
        answers = value + (answers - answers.mean()) * np.sqrt(share)
    low, high = np.quantile(answers, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Interval(value, float(low), float(high))
