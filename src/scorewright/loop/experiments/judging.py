"""What an experiment has shown at a moment."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import numpy as np

from scorewright.loop.experiments.arms import ExperimentArm, compared, shares
from scorewright.loop.experiments.metrics import values_of
from scorewright.loop.experiments.models import Experiment, Look
from scorewright.loop.experiments.rows import Assigned, Labelled, assigned, labelled
from scorewright.science.experiments.arm import Arm, arm_of_values
from scorewright.science.experiments.arm_interval import arm_interval
from scorewright.science.experiments.comparison import Comparison
from scorewright.science.experiments.rule import Rule
from scorewright.science.experiments.sample_ratio import SampleRatio, sample_ratio
from scorewright.science.experiments.verdict import judge_experiment


@dataclass(frozen=True, slots=True)
class _Seen:
    arms: Sequence[ExperimentArm]
    measured: Sequence[Arm]
    given: Assigned
    ratio: SampleRatio


def judged(experiment: Experiment, *, at: datetime, by: str) -> Look:
    """The look of this moment, not saved: on matured outcomes as they were known then. Raises UnknownUseCaseError."""
    seen, rule = _seen(experiment, at), experiment.rule
    verdict = judge_experiment(seen.measured, rule, seen.ratio)
    return Look(
        experiment=experiment,
        at=at,
        by=by,
        outcome=verdict.outcome,
        winner=verdict.winner,
        keep=verdict.keep,
        judged=verdict.judged,
        words=verdict.words,
        detectable=verdict.detectable,
        arms=_told(seen, rule),
        comparisons=[_compared(comparison) for comparison in verdict.comparisons],
        sample_ratio={**asdict(seen.ratio), "broken": seen.ratio.broken, "words": seen.ratio.words},
    )


def _seen(experiment: Experiment, at: datetime) -> _Seen:
    plan, parts = experiment.plan, shares(experiment.plan)
    arms = compared(plan)
    given = assigned(plan, parts, until=at)
    rows = labelled(plan, [arm.name for arm in arms], as_of=at)
    values = values_of(experiment.metric, rows.decided, experiment.costs)
    measured = [_arm(arm.name, rows, values) for arm in arms]
    return _Seen(arms, measured, given, sample_ratio(given.units, parts))


def _arm(name: str, rows: Labelled, values: Any) -> Arm:
    mine = rows.arms == name
    # A share has its own test, as long as every decision counts once and is one unit: in all arms or in none.
    weights = None if np.all(rows.weights == 1) else rows.weights[mine]
    units = None if len(np.unique(rows.units)) == len(rows.units) else rows.units[mine]
    return arm_of_values(name, values[mine], weights=weights, units=units)


def _told(seen: _Seen, rule: Rule) -> list[Mapping[str, Any]]:
    units = sum(arm.units for arm in seen.measured)
    told: list[Mapping[str, Any]] = []
    for place, (arm, measured) in enumerate(zip(seen.arms, seen.measured, strict=True)):
        low, high = arm_interval(measured, rule, units=units) or (None, None)
        told.append(
            {
                "name": arm.name,
                "version_id": str(arm.version.pk),
                "version": arm.version.label,
                "share": arm.share,
                "champion": place == 0,
                "assigned_units": seen.given.units[arm.name],
                "decisions": seen.given.decisions[arm.name],
                "labelled_units": measured.units,
                "labelled_decisions": measured.decisions,
                "mean": measured.mean,
                "low": low,
                "high": high,
            }
        )
    return told


def _compared(found: Comparison) -> Mapping[str, Any]:
    numbers = ("gain", "low", "high", "p_value", "detectable", "finding")
    return {"challenger": found.challenger.name, **{name: getattr(found, name) for name in numbers}}
