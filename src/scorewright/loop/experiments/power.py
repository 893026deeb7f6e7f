"""What an experiment will be able to show: stated before it starts."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np
from django.utils import timezone

from scorewright.loop.experiments.metrics import Decided, check_metric, values_of
from scorewright.loop.experiments.models import ExperimentMode
from scorewright.loop.experiments.refusals import ExperimentRejectedError
from scorewright.loop.outcomes.labelled import weight_of
from scorewright.loop.outcomes.queries import standing
from scorewright.loop.registry.models import ModelVersion
from scorewright.science.experiments.always_valid import always_valid_critical
from scorewright.science.experiments.arm import arm_of_values
from scorewright.science.experiments.fixed_horizon import fixed_critical
from scorewright.science.experiments.power import detectable_mean, detectable_share, units_for_means, units_for_shares
from scorewright.science.experiments.rule import FEWEST_UNITS, Rule

MOST_LOOKED_BACK = 10_000
FEWEST_LOOKED_BACK = 100
MOST_PLANNED = 10**9


@dataclass(frozen=True, kw_only=True)
class Terms:
    """How an experiment is to be judged. ``planned_units`` or ``gain``, the one that it should find, must be given.

    ``baseline`` and ``spread`` are the champion's mean of the metric and its standard deviation over units; where they
    are not given, its newest labelled decisions tell them.
    """

    metric: str = "accuracy"
    costs: Mapping[str, float] | None = None
    mode: str = ExperimentMode.ALWAYS_VALID
    planned_units: int | None = None
    gain: float | None = None
    baseline: float | None = None
    spread: float | None = None
    alpha: float = 0.05
    power: float = 0.8
    relevant: float = 0.0
    fewest_units: int = FEWEST_UNITS


@dataclass(frozen=True, slots=True)
class Before:
    """What was known of the champion before the start; None where nothing was."""

    baseline: float | None
    spread: float | None


@dataclass(frozen=True, slots=True)
class Stated:
    """``detectable`` is the gain that ``planned_units`` find; None where too little is known of the champion."""

    planned_units: int
    detectable: float | None
    before: Before


def stated(terms: Terms, shares: Mapping[str, float], champion: ModelVersion | None) -> Stated:
    """The power of an experiment with these ``shares`` of the arms that are compared, the champion first.

    Raises ExperimentRejectedError, naming the field.
    """
    check_metric(terms.metric, terms.costs)
    _check_ranges(terms, challengers=len(shares) - 1)
    if terms.planned_units is None and terms.gain is None:
        message = (
            "say before the start how many labelled units it takes, or by gain which gain it should find: without "
            "either nobody can tell what it is able to show"
        )
        raise ExperimentRejectedError("planned_units", "required", message)
    before = known_before(terms, champion)
    planned = terms.planned_units or _units_for(terms, shares, before)
    _check_enough(terms, planned, len(shares))
    return Stated(planned, _detectable(terms, shares, before, planned), before)


def known_before(terms: Terms, champion: ModelVersion | None) -> Before:
    """As the terms have it; else by the champion's newest labelled decisions; for accuracy, else by its hold-out."""
    found = Before(terms.baseline, terms.spread)
    if champion is None or (terms.baseline if terms.metric == "accuracy" else terms.spread) is not None:
        return found
    looked = _looked_back(terms, champion)
    if looked is None and terms.metric == "accuracy":
        looked = Before(champion.metrics.get("accuracy", {}).get("value"), None)
    return looked or found


def _looked_back(terms: Terms, champion: ModelVersion) -> Before | None:
    found = standing(use_case=champion.use_case, as_of=timezone.now()).filter(decision__model_version=champion)
    columns = ("label", "decision__label", "decision__probability", "inclusion_probability")
    rows = list(found.order_by("-decision_id").values_list(*columns)[:MOST_LOOKED_BACK])
    if len(rows) < FEWEST_LOOKED_BACK:
        return None
    labels, said, probabilities, included = zip(*rows, strict=True)
    decided = Decided(np.array(labels), np.array(said), np.array(probabilities, dtype=np.float64))
    weights = np.array([weight_of(probability) for probability in included])
    arm = arm_of_values("champion", values_of(terms.metric, decided, terms.costs), weights=weights)
    return Before(arm.mean, None if arm.variance is None else arm.variance**0.5)


def _check_ranges(terms: Terms, *, challengers: int) -> None:
    try:
        Rule(
            planned_units=10**6 if terms.planned_units is None else terms.planned_units,
            challengers=challengers,
            alpha=terms.alpha,
            power=terms.power,
            relevant=terms.relevant,
            fewest_units=terms.fewest_units,
        )
    except ValueError as error:
        field, _, message = str(error).partition(": ")
        raise ExperimentRejectedError(field, "range", message) from error


def _check_enough(terms: Terms, planned: int, arms: int) -> None:
    if planned < arms * terms.fewest_units:
        message = f"{planned:,} are too few for {arms} arms, of which each needs {terms.fewest_units:,} to be judged"
        raise ExperimentRejectedError("planned_units", "enough", message)


def critical_of(terms: Terms, arms: int) -> float:
    """How many standard errors a gain must exceed at the planned number of units."""
    each = terms.alpha / (arms - 1)
    return fixed_critical(each) if terms.mode == ExperimentMode.FIXED_HORIZON else always_valid_critical(each, 1.0)


def _units_for(terms: Terms, shares: Mapping[str, float], before: Before) -> int:
    """Of all arms, so that the champion and the smallest challenger have what ``terms.gain`` takes."""
    champion, smallest = _pair(shares)
    given = {"critical": critical_of(terms, len(shares)), "power": terms.power, "ratio": smallest / champion}
    gain = terms.gain or 0.0
    if terms.metric == "accuracy":
        if before.baseline is None:
            raise _missing("baseline")
        if before.baseline + gain > 1:
            message = f"{gain:g} is more than an accuracy of {before.baseline:.4g} can gain"
            raise ExperimentRejectedError("gain", "range", message)
    elif not before.spread:
        raise _missing("spread")
    try:
        if terms.metric == "accuracy":
            units = units_for_shares(before.baseline or 0.0, (before.baseline or 0.0) + gain, **given)
        else:
            units = units_for_means(before.spread or 0.0, gain, **given)
    except (ValueError, OverflowError):
        raise _too_small(gain) from None
    planned = sum(shares.values()) * max(units[0] / champion, units[1] / smallest)
    if planned > MOST_PLANNED:
        raise _too_small(gain)
    return max(len(shares) * terms.fewest_units, ceil(planned))


def _too_small(gain: float) -> ExperimentRejectedError:
    message = f"a gain of {gain:g} would take more than {MOST_PLANNED:,} labelled units: nobody will have them"
    return ExperimentRejectedError("gain", "range", message)


def _detectable(terms: Terms, shares: Mapping[str, float], before: Before, planned: int) -> float | None:
    total, (champion, smallest) = sum(shares.values()), _pair(shares)
    units = max(1, int(planned * champion / total)), max(1, int(planned * smallest / total))
    critical = critical_of(terms, len(shares))
    if terms.metric == "accuracy":
        if before.baseline is None:
            return None
        return detectable_share(before.baseline, units, critical=critical, power=terms.power)
    if not before.spread:
        return None
    error = before.spread * (1 / units[0] + 1 / units[1]) ** 0.5
    return detectable_mean(error, critical=critical, power=terms.power)


def _pair(shares: Mapping[str, float]) -> tuple[float, float]:
    champion, *challengers = shares.values()
    return champion, min(challengers)


def _missing(field: str) -> ExperimentRejectedError:
    message = (
        f"the champion has less than {FEWEST_LOOKED_BACK} labelled decisions: without its {field} nobody can tell how "
        "many units the gain takes"
    )
    return ExperimentRejectedError(field, "required", message)
