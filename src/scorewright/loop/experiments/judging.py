"""What an experiment has shown at a moment."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from scorewright.loop.experiments.adjusting import Adjusted, adjusted, arms_of
from scorewright.loop.experiments.arms import ExperimentArm, compared, shares
from scorewright.loop.experiments.champion import champion_runner
from scorewright.loop.experiments.metrics import values_of
from scorewright.loop.experiments.models import Experiment, ExperimentMode, Look
from scorewright.loop.experiments.rows import Assigned, assigned, labelled
from scorewright.science.experiments.arm import Arm
from scorewright.science.experiments.arm_interval import arm_interval
from scorewright.science.experiments.comparison import Comparison
from scorewright.science.experiments.rule import Rule
from scorewright.science.experiments.sample_ratio import SampleRatio, sample_ratio
from scorewright.science.experiments.verdict import judge_experiment


@dataclass(frozen=True, slots=True)
class _Seen:
    arms: Sequence[ExperimentArm]
    measured: Sequence[Arm]
    adjusted: Adjusted | None
    given: Assigned
    ratio: SampleRatio


def judged(experiment: Experiment, *, at: datetime, by: str) -> Look:
    """The look of this moment, not saved: on matured outcomes as they were known then. Raises UnknownUseCaseError."""
    seen, rule = _seen(experiment, at), experiment.rule
    less = seen.adjusted
    verdict = judge_experiment(seen.measured if less is None else less.arms, rule, seen.ratio)
    return Look(
        experiment=experiment,
        at=at,
        by=by,
        outcome=verdict.outcome,
        winner=verdict.winner,
        keep=verdict.keep,
        judged=verdict.judged,
        words=verdict.words if less is None or not verdict.judged else f"{verdict.words} {less.words}",
        detectable=verdict.detectable,
        arms=_told(seen, rule),
        comparisons=[_compared(comparison) for comparison in verdict.comparisons],
        sample_ratio={**asdict(seen.ratio), "broken": seen.ratio.broken, "words": seen.ratio.words},
        adjustment=None if less is None else less.to_json(),
    )


def _seen(experiment: Experiment, at: datetime) -> _Seen:
    plan, parts = experiment.plan, shares(experiment.plan)
    arms = compared(plan)
    names = [arm.name for arm in arms]
    # One look is judged by the very test that its number of units was planned for.
    adjusts = experiment.mode == ExperimentMode.ALWAYS_VALID
    champion = champion_runner(arms[0].version) if adjusts else None
    given = assigned(plan, parts, until=at)
    rows = labelled(plan, names, as_of=at, champion=champion)
    values = values_of(experiment.metric, rows.decided, experiment.costs)
    measured = arms_of(names, rows, values)
    found = adjusted(experiment, given, rows, values, measured) if adjusts else None
    return _Seen(arms, measured, found, given, sample_ratio(given.units, parts))


def _told(seen: _Seen, rule: Rule) -> list[Mapping[str, Any]]:
    units = sum(arm.units for arm in seen.measured)
    told: list[Mapping[str, Any]] = []
    less_noise = seen.measured if seen.adjusted is None else seen.adjusted.arms
    for place, (arm, measured, less) in enumerate(zip(seen.arms, seen.measured, less_noise, strict=True)):
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
                "fallbacks": seen.given.fallbacks[arm.name],
                "labelled_units": measured.units,
                "labelled_decisions": measured.decisions,
                "mean": measured.mean,
                "adjusted_mean": less.mean,
                "low": low,
                "high": high,
            }
        )
    return told


def _compared(found: Comparison) -> Mapping[str, Any]:
    numbers = ("gain", "low", "high", "p_value", "detectable", "finding")
    return {"challenger": found.challenger.name, **{name: getattr(found, name) for name in numbers}}
