"""Which of two versions was right more often, and which ranked better, where it is known what happened."""

from dataclasses import dataclass

import numpy as np

from scorewright.declare.use_case import UseCase
from scorewright.loop.outcomes.shadows.known_pairs import KnownPairs
from scorewright.loop.outcomes.shadows.tally import Tally
from scorewright.loop.training.comparison import LEVEL, relevant_gain
from scorewright.science.calibration.labelled_probabilities import Probabilities
from scorewright.science.metrics.by_group import FEWEST_OF_A_CLASS
from scorewright.science.metrics.paired.delong import delong
from scorewright.science.metrics.paired.difference import PairedDifference
from scorewright.science.metrics.paired.mcnemar import mcnemar_of_counts
from scorewright.science.metrics.paired.verdict import Verdict, judge_interval
from scorewright.science.metrics.weighted.paired import paired_weighted

MOST_RESAMPLED = 5_000  # somebody waits for the answer: the error of more rows is had from resamples of so many
Ends = tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Measured:
    """One metric: production's is ``a`` of the difference, the shadow's ``b``.

    ``ends`` are those of the 95 % interval of the gain. ``p_value`` is McNemar's exact one, None where another method
    measures.
    """

    difference: PairedDifference
    ends: Ends
    p_value: float | None
    verdict: Verdict


def is_enough(tally: Tally) -> bool:
    """Whether the outcomes of each class tell as much as the fewest that are measured on."""
    return all(tally.effective_rows(outcome) >= FEWEST_OF_A_CLASS for outcome in (0, 1))


def measure(tally: Tally, known: KnownPairs, use_case: UseCase, names: tuple[str, str]) -> tuple[Measured, ...]:
    """Accuracy and ROC-AUC, of outcomes that are enough; ``names`` are those of production and the shadow.

    Both weigh outcomes where some were looked into by chance, and are of the ``known`` ones; where none was, accuracy
    is of all that ``tally`` counts. Equal arguments give equal findings.
    """
    found = _weighed(known, use_case) if tally.by_chance else _plain(tally, known)
    return tuple(
        Measured(difference, ends, p_value, _judged(difference, ends, use_case, names))
        for difference, ends, p_value in found
    )


def _plain(tally: Tally, known: KnownPairs) -> list[tuple[PairedDifference, Ends, float | None]]:
    only_a = int(tally.known[0, 0, 1] + tally.known[1, 1, 0])
    only_b = int(tally.known[0, 1, 0] + tally.known[1, 0, 1])
    both = int(tally.known[0, 0, 0] + tally.known[1, 1, 1])
    tested = mcnemar_of_counts(tally.outcomes, only_a, only_b)
    a, b = ((both + only) / tally.outcomes for only in (only_a, only_b))
    accuracy = PairedDifference("accuracy", "mcnemar", a, b, tested.gain, None)
    ends = None if tested.low is None or tested.high is None else (tested.low, tested.high)
    area = delong(known.outcomes, known.p_a, known.p_b)  # of classes: how much of each there is does not matter
    return [(accuracy, ends, tested.p_value), (area, area.interval(LEVEL), None)]


def _weighed(known: KnownPairs, use_case: UseCase) -> list[tuple[PairedDifference, Ends, float | None]]:
    by_labels = _resampled(known, known.a.astype(np.float64), known.b.astype(np.float64), use_case)
    by_probabilities = _resampled(known, known.p_a, known.p_b, use_case)
    differences = (by_labels["accuracy"], by_probabilities["roc_auc"])
    return [(difference, difference.interval(LEVEL), None) for difference in differences]


def _resampled(known: KnownPairs, a: Probabilities, b: Probabilities, use_case: UseCase) -> dict[str, PairedDifference]:
    return paired_weighted(
        known.outcomes,
        a,
        b,
        known.weights,
        thresholds=(0.5, 0.5),  # labels were given already: 0 and 1 in the place of probabilities
        rng=np.random.default_rng(use_case.training.seed),
        most_rows=MOST_RESAMPLED,
    )


def _judged(difference: PairedDifference, ends: Ends, use_case: UseCase, names: tuple[str, str]) -> Verdict:
    relevant = relevant_gain(difference.metric, difference, use_case)
    return judge_interval(difference, ends, relevant=relevant, level=LEVEL, names=names)
