"""What each week of an experiment would show, told before it starts."""

from collections.abc import Mapping
from dataclasses import dataclass

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.experiments.power import Stated, Terms, stated
from scorewright.loop.experiments.refusals import ExperimentRejectedError
from scorewright.loop.registry import queries
from scorewright.science.experiments.weekly_plan import Traffic, Week, weekly_plan, weekly_plan_of_mean

_A_WEEK = 7 * 24 * 3600.0


@dataclass(frozen=True, kw_only=True)
class Expected:
    """``units_a_week`` of all requests; ``labelled_share`` of them get an outcome, ``weeks_to_mature`` later.

    ``weeks_to_mature``: None is the window of the use case.
    """

    units_a_week: float
    labelled_share: float = 1.0
    weeks_to_mature: float | None = None
    weeks: int = 12


@dataclass(frozen=True, slots=True)
class Plan:
    stated: Stated
    weeks: tuple[Week, ...]


def planned(*, use_case: str, shares: Mapping[str, float], terms: Terms, expected: Expected) -> Plan:
    """``shares`` of the arms that are compared, the champion first.

    Raises UnknownUseCaseError, and ExperimentRejectedError naming the field.
    """
    declared = use_case_named(use_case)
    if sum(shares.values()) > 1 + 1e-9:
        raise ExperimentRejectedError("shares", "sum", f"must not exceed 1 in sum: {sum(shares.values()):g}")
    maturing = expected.weeks_to_mature
    if maturing is None:
        maturing = declared.outcome.window.total_seconds() / _A_WEEK
    if expected.weeks <= maturing:
        message = f"{expected.weeks} are over before any outcome is mature, which takes {maturing:.3g} weeks"
        raise ExperimentRejectedError("weeks", "range", message)
    found = stated(terms, shares, queries.production(use_case))
    traffic = Traffic(
        shares=shares,
        units_a_week=expected.units_a_week,
        labelled_share=expected.labelled_share,
        weeks_to_mature=maturing,
    )
    if terms.metric == "accuracy":
        if found.before.baseline is None:
            raise ExperimentRejectedError("baseline", "required", "must be given: nothing is known of the champion")
        return Plan(
            found,
            weekly_plan(found.before.baseline, traffic, weeks=expected.weeks, alpha=terms.alpha, power=terms.power),
        )
    if not found.before.spread:
        raise ExperimentRejectedError("spread", "required", "must be given: nothing is known of the champion")
    return Plan(
        found,
        weekly_plan_of_mean(found.before.spread, traffic, weeks=expected.weeks, alpha=terms.alpha, power=terms.power),
    )
