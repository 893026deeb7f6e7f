"""What an experiment can show, week by week: printed before its start, from the traffic that is expected."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import floor, sqrt

from scorewright.science.experiments.always_valid import always_valid_critical
from scorewright.science.experiments.fixed_horizon import fixed_critical
from scorewright.science.experiments.power import detectable_mean, detectable_share

Units = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """What is expected: ``shares`` of ``units_a_week`` by arm, the champion first.

    ``labelled_share`` of units ever get an outcome, ``weeks_to_mature`` after their decision. Raises ValueError for
    fewer than two arms, and naming the field that is negative or no share.
    """

    shares: Mapping[str, float]
    units_a_week: float
    labelled_share: float
    weeks_to_mature: float

    def __post_init__(self) -> None:
        if len(self.shares) < 2 or not all(0 < share <= 1 for share in self.shares.values()):
            raise ValueError(f"shares must be above 0 and at most 1, for two arms or more: {dict(self.shares)}")
        if not 0 < self.labelled_share <= 1:
            raise ValueError(f"labelled_share must be above 0 and at most 1: {self.labelled_share}")
        if not self.units_a_week > 0:
            raise ValueError(f"units_a_week must be above 0: {self.units_a_week}")
        if not self.weeks_to_mature >= 0:
            raise ValueError(f"weeks_to_mature must not be negative: {self.weeks_to_mature}")

    def labelled(self, week: int) -> dict[str, int]:
        """Matured outcomes by arm at the end of ``week``, counted from 1."""
        matured = max(week - self.weeks_to_mature, 0.0) * self.units_a_week * self.labelled_share
        return {arm: floor(matured * share) for arm, share in self.shares.items()}


@dataclass(frozen=True, slots=True)
class Week:
    """At the end of ``week``, counted from 1: labelled units by arm, and the smallest gains that would show.

    ``once`` is the gain that a single look at this week's end would find, ``any_time`` the one that looks on every day
    until then would. None where no gain would.
    """

    week: int
    labelled: Mapping[str, int]
    once: float | None
    any_time: float | None


def weekly_plan(
    champion_share: float, traffic: Traffic, *, weeks: int, alpha: float = 0.05, power: float = 0.8
) -> tuple[Week, ...]:
    """The gain over ``champion_share`` (its accuracy, say) that would show at the end of each of ``weeks``.

    More than one challenger share ``alpha`` (Bonferroni), and the gain is that of the smallest challenger. Planned for
    always-valid intervals is the last week. Raises ValueError for fewer weeks than 1, and as ``detectable_share`` does.

    >>> traffic = Traffic(shares={"a": 0.5, "b": 0.5}, units_a_week=1000, labelled_share=0.6, weeks_to_mature=2)
    >>> plan = weekly_plan(0.8, traffic, weeks=8)
    >>> [(week.week, week.labelled["b"], week.once and round(week.once, 3)) for week in plan if week.week in (2, 3, 8)]
    [(2, 0, None), (3, 300, 0.083), (8, 1800, 0.036)]
    """

    def detect(units: Units, critical: float) -> float | None:
        return detectable_share(champion_share, units, critical=critical, power=power)

    return _weeks(traffic, weeks, alpha, detect)


def weekly_plan_of_mean(
    spread: float, traffic: Traffic, *, weeks: int, alpha: float = 0.05, power: float = 0.8
) -> tuple[Week, ...]:
    """The same for any mean, such as cost, whose standard deviation over units is ``spread``, in its own units.

    >>> traffic = Traffic(shares={"a": 0.5, "b": 0.5}, units_a_week=1000, labelled_share=0.6, weeks_to_mature=2)
    >>> round(weekly_plan_of_mean(20.0, traffic, weeks=8)[-1].once, 2)
    1.87
    """
    if not spread > 0:
        raise ValueError(f"spread must be above 0: {spread}")

    def detect(units: Units, critical: float) -> float | None:
        return detectable_mean(spread * sqrt(1 / units[0] + 1 / units[1]), critical=critical, power=power)

    return _weeks(traffic, weeks, alpha, detect)


def _weeks(
    traffic: Traffic, weeks: int, alpha: float, detect: Callable[[Units, float], float | None]
) -> tuple[Week, ...]:
    if weeks < 1:
        raise ValueError(f"weeks must be at least 1: {weeks}")
    champion, *challengers = traffic.shares
    smallest = min(challengers, key=lambda arm: traffic.shares[arm])
    each, planned = alpha / len(challengers), weeks - traffic.weeks_to_mature
    found = []
    for week in range(1, weeks + 1):
        labelled = traffic.labelled(week)
        units = labelled[champion], labelled[smallest]
        once = any_time = None
        if min(units) > 0:
            once = detect(units, fixed_critical(each))
            any_time = detect(units, always_valid_critical(each, (week - traffic.weeks_to_mature) / planned))
        found.append(Week(week, labelled, once, any_time))
    return tuple(found)
