"""From the decisions of a cohort to its figures: measured, estimated, and the estimate held to account."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from scorewright.loop.outcomes.performance.memory import Memory
from scorewright.loop.outcomes.performance.reading import Served
from scorewright.loop.outcomes.performance.sample import Sample
from scorewright.science.estimation.back_test import BackTest, back_test
from scorewright.science.estimation.confidence_based import EstimatedPerformance, estimate_performance
from scorewright.science.metrics.bootstrap import Interval
from scorewright.science.metrics.weighted.cohorts import FEWEST_ROWS
from scorewright.science.metrics.weighted.report import evaluate_weighted

RESAMPLES = 120
MOST_DRAWN = 1_000  # by one resample: the spread is that of all rows all the same
OF_LABELS = ("accuracy", "precision", "recall")
MEASURED: Memory[Mapping[str, Interval]] = Memory()
ESTIMATED: Memory[EstimatedPerformance] = Memory()
TESTED: Memory[BackTest] = Memory()


@dataclass(frozen=True, eq=False)
class Cohort:
    """What is known and what is thought of one cohort.

    ``metrics`` are None where not enough outcomes have matured. ``estimated`` is of the decisions without a matured
    outcome, None where a model made none. ``back_test`` is the estimate that would have been given of the labelled
    ones, held against what happened; None where they are too few. ``thresholds`` made the labels: where there are
    several, no figure of labels is estimated.
    """

    name: str
    served: Served
    thresholds: tuple[float, ...]
    metrics: Mapping[str, Interval] | None
    estimated: EstimatedPerformance | None
    back_test: BackTest | None


def measure(name: str, served: Served, *, seed: int) -> Cohort:
    """Equal arguments give equal figures."""
    labelled, unknown = served.labelled, served.unknown
    enough = labelled.effective_rows >= FEWEST_ROWS
    by_model = not served.by_fallback  # what a written rule calls a probability promises nothing
    # Those that were chosen by unequal chances are no fair test of what probabilities say of all.
    fair = by_model and labelled.count >= FEWEST_ROWS and labelled.effective_rows > labelled.count - 0.5
    return Cohort(
        name=name,
        served=served,
        thresholds=tuple(sorted({*labelled.thresholds.tolist(), *unknown.thresholds.tolist()})),
        metrics=MEASURED.of(labelled, seed, _measured) if enough else None,
        estimated=ESTIMATED.of(unknown, seed, _estimated) if by_model and unknown.count else None,
        back_test=TESTED.of(labelled, seed, _back_tested) if fair else None,
    )


def _measured(rows: Sample, seed: int) -> Mapping[str, Interval]:
    thresholds = np.unique(rows.thresholds).tolist()
    found = _evaluated(rows, rows.probabilities, thresholds[0], seed)
    if len(thresholds) == 1:
        return found
    as_given = (rows.probabilities > rows.thresholds).astype(np.float64)  # labels in the place of probabilities
    by_label = _evaluated(rows, as_given, 0.5, seed)
    return {**found, **{name: by_label[name] for name in OF_LABELS}}


def _evaluated(rows: Sample, said: NDArray[np.float64], threshold: float, seed: int) -> Mapping[str, Interval]:
    found = evaluate_weighted(
        rows.outcomes,
        said,
        rows.weights,
        threshold=threshold,
        rng=np.random.default_rng(seed),
        resamples=RESAMPLES,
        most_rows=MOST_DRAWN,
    )
    return found.metrics


def _estimated(rows: Sample, seed: int) -> EstimatedPerformance:
    thresholds = np.unique(rows.thresholds).tolist()
    found = estimate_performance(
        rows.probabilities,
        threshold=thresholds[0],
        rng=np.random.default_rng(seed),
        draws=RESAMPLES,
        most_rows=MOST_DRAWN,
    )
    return found if len(thresholds) == 1 else _without_labels(found)


def _back_tested(rows: Sample, seed: int) -> BackTest:
    thresholds = np.unique(rows.thresholds).tolist()
    found = back_test(
        rows.outcomes,
        rows.probabilities,
        threshold=thresholds[0],
        rng=np.random.default_rng(seed),
        resamples=RESAMPLES,
        most_rows=MOST_DRAWN,
        of_errors=False,
    )
    if len(thresholds) == 1:
        return found
    return replace(
        found,
        estimated=_without_labels(found.estimated),
        measured={**found.measured, **dict.fromkeys(OF_LABELS)},
        errors={**found.errors, **_NONE},
    )


def _without_labels(found: EstimatedPerformance) -> EstimatedPerformance:
    return replace(found, metrics={**found.metrics, **_NONE})


_NONE = dict.fromkeys(OF_LABELS, Interval(None, None, None))
