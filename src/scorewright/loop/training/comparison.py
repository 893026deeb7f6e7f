"""Versions side by side on the same rows, with an honest verdict."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from scorewright.declare.catalogue import use_case_named
from scorewright.declare.use_case import UseCase
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.training.common_rows import CommonRows, IncomparableError, common_rows
from scorewright.science.metrics.bootstrap import Interval, bootstrap_intervals
from scorewright.science.metrics.catalogue import METRICS, Metric
from scorewright.science.metrics.paired.comparing import compare_paired
from scorewright.science.metrics.paired.difference import PairedDifference
from scorewright.science.metrics.paired.verdict import Verdict, judge_difference

USUAL = ("roc_auc", "average_precision", "ks", "brier", "log_loss", "f1")
MOST_VERSIONS = 10
LEVEL = 0.95


class UnknownMetricError(ValueError):
    """A metric is not in the catalogue, or neither direction of it is better."""


@dataclass(frozen=True)
class Measured:
    """One version on the common rows: each metric with its 95 % interval."""

    version: ModelVersion
    metrics: Mapping[str, Interval]


@dataclass(frozen=True)
class Pair:
    """``best`` (b of the difference) does best in the metric on these rows; ``other`` is held against it."""

    best: ModelVersion
    other: ModelVersion
    difference: PairedDifference
    level: float
    verdict: Verdict


@dataclass(frozen=True)
class Comparison:
    """Versions on the same rows: those of the hold-out of ``newest`` (of ``of_rows``) that trained none of them.

    ``pairs`` hold, for each metric, the best against each other version. All pairs that there could be share the error
    rate of 5 % (Bonferroni), since which version is best was seen on the same rows.
    """

    use_case: str
    newest: ModelVersion
    rows: int
    of_rows: int
    positives: int
    versions: tuple[Measured, ...]
    pairs: tuple[Pair, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "use_case": self.use_case,
            "holdout_of": self.newest.label,
            "rows": self.rows,
            "holdout_rows": self.of_rows,
            "positives": self.positives,
            "versions": [
                {
                    "id": str(found.version.pk),
                    "version": found.version.label,
                    "algorithm": found.version.algorithm,
                    "metrics": {name: asdict(interval) for name, interval in found.metrics.items()},
                }
                for found in self.versions
            ],
            "pairs": [_pair_json(pair) for pair in self.pairs],
        }


def compare(versions: Sequence[ModelVersion], metrics: Sequence[str] | None = None) -> Comparison:
    """Two to ten versions of one use case, by ``metrics`` (None: its target metric and the usual ones).

    Raises UnknownMetricError, and IncomparableError where there are no rows that trained none of them.
    """
    if not 2 <= len({version.pk for version in versions}) == len(versions) <= MOST_VERSIONS:
        raise IncomparableError(f"a comparison takes two to {MOST_VERSIONS} different versions")
    rows = common_rows(versions)
    use_case = use_case_named(rows.newest.use_case)
    chosen = [_directed(name) for name in metrics or dict.fromkeys((use_case.training.target_metric, *USUAL))]
    measured = tuple(_measured(version, rows, chosen, use_case) for version in versions)
    return Comparison(
        use_case=use_case.name,
        newest=rows.newest,
        rows=len(rows.labels),
        of_rows=rows.of_rows,
        positives=int(np.count_nonzero(rows.labels)),
        versions=measured,
        pairs=tuple(pair for metric in chosen for pair in _pairs(metric, measured, rows, use_case)),
    )


def _directed(name: str) -> Metric:
    metric = METRICS.get(name)
    if metric is None or metric.greater_is_better is None:
        able = ", ".join(known.name for known in METRICS.values() if known.greater_is_better is not None)
        raise UnknownMetricError(f"metric {name!r} cannot rank models; {able} can")
    return metric


def _measured(version: ModelVersion, rows: CommonRows, metrics: Sequence[Metric], use_case: UseCase) -> Measured:
    cut = use_case.decision.threshold
    measures = {metric.name: lambda y, p, metric=metric: metric.compute(y, p, cut) for metric in metrics}
    rng = np.random.default_rng(use_case.training.seed)
    return Measured(version, bootstrap_intervals(rows.labels, rows.answers[version.pk], measures, rng=rng))


def _pairs(metric: Metric, measured: Sequence[Measured], rows: CommonRows, use_case: UseCase) -> list[Pair]:
    """None where the metric has no meaning for one of them."""
    values = {found.version.pk: found.metrics[metric.name].value for found in measured}
    sign = 1.0 if metric.greater_is_better else -1.0
    reached = {pk: sign * value for pk, value in values.items() if value is not None}
    if len(reached) < len(measured):
        return []
    best = max((found.version for found in measured), key=lambda version: reached[version.pk])
    level = 1 - (1 - LEVEL) / (len(measured) * (len(measured) - 1) / 2)
    return [
        _pair(metric.name, best, found.version, rows=rows, use_case=use_case, level=level)
        for found in measured
        if found.version != best
    ]


def _pair(
    metric: str, best: ModelVersion, other: ModelVersion, *, rows: CommonRows, use_case: UseCase, level: float
) -> Pair:
    difference = compare_paired(
        metric,
        rows.labels,
        rows.answers[other.pk],
        rows.answers[best.pk],
        threshold=use_case.decision.threshold,
        rng=np.random.default_rng(use_case.training.seed),
    )
    relevant = relevant_gain(metric, difference, use_case)
    verdict = judge_difference(difference, relevant=relevant, level=level, names=(other.label, best.label))
    return Pair(best, other, difference, level, verdict)


def relevant_gain(metric: str, difference: PairedDifference, use_case: UseCase) -> float:
    """The smallest gain that matters: what the use case's activation policy asks for, 0 where it does not say."""
    policy = use_case.activation
    says = policy.improvement == "relative" or metric == use_case.training.target_metric
    return policy.needed_gain(difference.a) if says and difference.a is not None else 0.0


def _pair_json(pair: Pair) -> dict[str, Any]:
    ends = pair.difference.interval(pair.level)
    return {
        "best": pair.best.label,
        "other": pair.other.label,
        "metric": pair.difference.metric,
        "method": pair.difference.method,
        "gain": pair.difference.gain,
        "interval": None if ends is None else list(ends),
        "level": pair.level,
        "verdict": pair.verdict.outcome,
        "words": pair.verdict.words,
    }
