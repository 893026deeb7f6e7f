"""Challenger against champion, on rows that trained neither."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

import numpy as np

from scorewright.declare.use_case import UseCase
from scorewright.loop.deployment.configuration import live_activation
from scorewright.loop.deployment.models import Consideration
from scorewright.loop.deployment.reference import reference_statistics
from scorewright.loop.deployment.traffic.shadow_record import shadow_record
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.training.common_rows import CommonRows, common_rows
from scorewright.science.metrics.paired.comparing import compare_paired
from scorewright.science.metrics.paired.difference import PairedDifference
from scorewright.science.metrics.paired.replacement_evidence import Rows, measure_replacement
from scorewright.science.metrics.paired.verdict import judge_difference
from scorewright.science.policy.replacement import Condition, judge_replacement
from scorewright.science.policy.replacement_alpha import comparisons_left

YEAR = timedelta(days=365)


@dataclass(frozen=True)
class Weighing:
    """The eight conditions, what they were judged by as JSON, and what a rollback's guard will need."""

    conditions: tuple[Condition, ...]
    comparison: Mapping[str, Any]
    reference: Mapping[str, Any]


def weigh(champion: ModelVersion, challenger: ModelVersion, use_case: UseCase, *, now: datetime) -> Weighing:
    """The same two give the same answer each time. Raises IncomparableError."""
    rows = common_rows([champion, challenger])
    old, new = rows.answers[champion.pk], rows.answers[challenger.pk]
    metric, cut = use_case.training.target_metric, use_case.decision.threshold
    seed = [challenger.pk.int, champion.pk.int]
    difference = compare_paired(metric, rows.labels, old, new, threshold=cut, rng=np.random.default_rng(seed))
    reference = reference_statistics(rows.labels, old, new, threshold=cut, metric=metric, guard=use_case.guard)
    live = live_activation(use_case.name)
    evidence = measure_replacement(
        Rows(outcomes=rows.labels, champion=old, challenger=new, groups=rows.groups),
        difference,
        threshold=cut,
        limits=use_case.activation,
        comparisons_left=left_of_the_year(champion, challenger, use_case, now=now),
        missing_reports=_missing_reports(challenger, rows, use_case),
        shadow=shadow_record(challenger, champion),
        rollback_armed=_armed(use_case, rows=len(rows.labels)) and live is not None and live.version_id == champion.pk,
    )
    return Weighing(
        conditions=judge_replacement(evidence, use_case.activation),
        comparison=_as_json(difference, rows, champion, challenger) | {"evidence": asdict(evidence)},
        reference=reference,
    )


def left_of_the_year(champion: ModelVersion, challenger: ModelVersion, use_case: UseCase, *, now: datetime) -> int:
    """How many comparisons the error rate covers besides those that might have replaced a champion by themselves.

    The same two again are no other comparison.
    """
    pairs = Consideration.objects.filter(
        use_case=challenger.use_case, mode="auto_if_better", comparison__isnull=False, at__gte=now - YEAR
    ).values_list("version_id", "champion_id")
    return comparisons_left(use_case.activation, len(set(pairs) - {(challenger.pk, champion.pk)}))


def _armed(use_case: UseCase, *, rows: int) -> bool:
    """Whether a guard will roll back by itself; the rows stand for outcomes of the champion while those are too few."""
    guard = use_case.guard
    return guard is not None and guard.act == "roll_back" and rows >= guard.fewest_units


def _missing_reports(challenger: ModelVersion, rows: CommonRows, use_case: UseCase) -> tuple[str, ...]:
    missing = [] if challenger.quality else ["data-quality report"]
    unknown = [field for field in use_case.told_groups if field not in rows.groups]
    return (*missing, *(f"group report by {field}" for field in unknown))


def _as_json(
    difference: PairedDifference, rows: CommonRows, champion: ModelVersion, challenger: ModelVersion
) -> dict[str, Any]:
    verdict = judge_difference(difference, names=(champion.label, challenger.label))
    ends = difference.interval()
    return {
        "rows": len(rows.labels),
        "holdout_rows": rows.of_rows,
        "holdout_of": rows.newest.label,
        "method": difference.method,
        "interval": None if ends is None else list(ends),
        "verdict": asdict(verdict),
    }
