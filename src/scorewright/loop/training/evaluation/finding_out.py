"""What can be found out about a version from what it keeps: its hold-out, its artefact and its declaration."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.declare.decision import Decision
from scorewright.declare.use_case import UseCase
from scorewright.declare.verdicts import decide_many
from scorewright.loop.registry.holdouts import Holdout
from scorewright.loop.training.evaluation.findings import Findings
from scorewright.loop.training.evaluation.weighing import OnPart, importance_of
from scorewright.science.artefacts.running import Runner
from scorewright.science.metrics.beside import BESIDE
from scorewright.science.metrics.bootstrap import Interval, bootstrap_intervals
from scorewright.science.metrics.by_group import Group, performance_by_group
from scorewright.science.metrics.catalogue import METRICS
from scorewright.science.metrics.reliability import reliability
from scorewright.science.metrics.report import at_threshold
from scorewright.science.metrics.threshold import Confusion, confusion
from scorewright.science.policy.probabilities import settle


@dataclass(frozen=True, kw_only=True)
class Known:
    """What was found at the training, as the version keeps it: ``importance`` is the learner's own, if it has any."""

    metrics: Mapping[str, Mapping[str, float | None]]
    confusion: Mapping[str, int]
    importance: Mapping[str, float] | None


class AnswersDifferError(Exception):
    """The artefact does not answer today as it did when its version was measured."""


def find_out(
    use_case: UseCase, holdout: Holdout, runner: Runner, *, known: Known, seed: int, on_part: OnPart
) -> Findings:
    """Measure the kept probabilities, and ask the artefact what it looks at; ``on_part`` is called ``parts`` times.

    What is ``known`` and cannot have changed is not measured again. Equal arguments give equal findings. Raises
    AnswersDifferError.
    """
    rng = np.random.default_rng(seed)
    y, p, threshold = holdout.labels, holdout.probabilities, use_case.decision.threshold
    difference = _largest_difference(runner, holdout)
    counts = confusion(y, p, threshold)
    metrics = _metrics(holdout, known, counts, threshold=threshold, seed=seed)
    on_part()
    importance = importance_of(use_case, holdout, runner, native=known.importance, rng=rng, on_part=on_part)

    def by(groups: NDArray[np.object_]) -> dict[str, Group]:
        found = performance_by_group(groups, y, p, threshold=threshold, rng=rng)
        on_part()
        return found

    return Findings(
        rows=len(y),
        positives=counts.positives,
        threshold=threshold,
        seed=seed,
        largest_difference=difference,
        metrics=metrics,
        confusion=counts,
        calibration_bins=reliability(y, p),
        importance=importance,
        bands=_in_order(use_case.decision, by(_bands(use_case.decision, p))),
        groups={name: by(values) for name, values in holdout.groups.items()},
    )


def parts(holdout: Holdout) -> int:
    """How often ``find_out`` calls ``on_part``."""
    return len(holdout.table.columns) + len(holdout.groups) + 3


def _metrics(holdout: Holdout, known: Known, counts: Confusion, *, threshold: float, seed: int) -> dict[str, Interval]:
    """Those of the training; anew where a threshold that was declared since makes other labels."""
    same_labels = asdict(counts) == dict(known.confusion)
    kept = {
        name: Interval(**known.metrics[name])
        for name, metric in METRICS.items()
        if name in known.metrics and (same_labels or metric.needs != "labels")
    }
    kept |= {name: Interval(**known.metrics[name]) for name in BESIDE if name in known.metrics}
    missing = {name: at_threshold(metric, threshold) for name, metric in METRICS.items() if name not in kept}
    if not missing:
        return kept
    rng = np.random.default_rng(seed)
    return kept | bootstrap_intervals(holdout.labels, holdout.probabilities, missing, rng=rng)


def _largest_difference(runner: Runner, holdout: Holdout) -> float:
    answers = settle(runner.probability(holdout.table))
    difference = float(np.max(np.abs(answers - holdout.probabilities)))
    # Another processor may differ in the last bit, and then a settled probability in its last decimal.
    if difference > 2e-6:
        raise AnswersDifferError(
            f"the artefact answers differently from when it was measured, by up to {difference:.2g}: "
            "its library or its machine has changed"
        )
    return difference


def _bands(decision: Decision, p: NDArray[np.float64]) -> NDArray[np.object_]:
    """The band of each row; the label, in words, where the use case declares none."""
    found = decide_many(decision, p)
    if decision.bands is None or found.band is None:
        return np.where(found.label == 1, "positive", "negative").astype(np.object_)
    return np.array([band.name for band in decision.bands.bands], dtype=np.object_)[found.band]


def _in_order(decision: Decision, found: Mapping[str, Group]) -> dict[str, Group]:
    names = ["negative", "positive"] if decision.bands is None else [band.name for band in decision.bands.bands]
    return {name: found.get(name, Group(0, None)) for name in names}
