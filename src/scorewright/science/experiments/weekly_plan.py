"""What an experiment can show, week by week: printed before its start, from the traffic that is expected."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import floor

from scorewright.science.experiments.always_valid import always_valid_critical
from scorewright.science.experiments.fixed_horizon import fixed_critical
from scorewright.science.experiments.power import detectable_share


@dataclass(frozen=True, slots=True)
class Week:
    """At the end of ``week``, counted from 1: labelled units by arm, and the smallest gains that would show.

    ``once`` is the gain in a share that a single look at this week's end would find, ``any_time`` the one that looks on
    every day until then would. None where no gain would.
    """

    week: int
    labelled: Mapping[str, int]
    once: float | None
    any_time: float | None


def weekly_plan(
    champion_share: float,
    shares: Mapping[str, float],
    *,
    units_a_week: float,
    labelled_share: float,
    weeks_to_mature: float,
    weeks: int,
    alpha: float = 0.05,
    power: float = 0.8,
) -> tuple[Week, ...]:
    """The detectable gain over ``champion_share`` (its accuracy, say) at the end of each of ``weeks``.

    ``shares`` gives each arm its share of ``units_a_week``, the champion first; ``labelled_share`` of units ever get an
    outcome, ``weeks_to_mature`` after their decision. More than one challenger share ``alpha`` (Bonferroni), and the
    gain is that of the smallest challenger. Planned for always-valid intervals is the last week. Raises ValueError for
    fewer than two arms, and for what is negative or no share.

    >>> plan = weekly_plan(0.8, {"a": 0.5, "b": 0.5}, units_a_week=1000, labelled_share=0.6, weeks_to_mature=2, weeks=8)
    >>> [(week.week, week.labelled["b"], week.once and round(week.once, 3)) for week in plan if week.week in (2, 3, 8)]
    [(2, 0, None), (3, 300, 0.083), (8, 1800, 0.036)]
    """
    _check(shares, units_a_week, labelled_share, weeks_to_mature, weeks)
    each = alpha / (len(shares) - 1)
    arms = list(shares)
    smallest = min(arms[1:], key=lambda arm: shares[arm])
    planned = max(weeks - weeks_to_mature, 0.0)
    found = []
    for week in range(1, weeks + 1):
        matured = max(week - weeks_to_mature, 0.0)
        labelled = {arm: floor(matured * units_a_week * labelled_share * shares[arm]) for arm in arms}
        pair = labelled[arms[0]], labelled[smallest]
        once = any_time = None
        if min(pair) > 0:
            once = detectable_share(champion_share, pair, critical=fixed_critical(each), power=power)
            critical = always_valid_critical(each, matured / planned)
            any_time = detectable_share(champion_share, pair, critical=critical, power=power)
        found.append(Week(week, labelled, once, any_time))
    return tuple(found)


def _check(
    shares: Mapping[str, float], units_a_week: float, labelled_share: float, weeks_to_mature: float, weeks: int
) -> None:
    if len(shares) < 2 or not all(0 < share <= 1 for share in shares.values()):
        raise ValueError(f"shares must be above 0 and at most 1, for two arms or more: {dict(shares)}")
    if not 0 < labelled_share <= 1:
        raise ValueError(f"labelled_share must be above 0 and at most 1: {labelled_share}")
    if not units_a_week > 0 or weeks_to_mature < 0 or weeks < 1:
        raise ValueError(
            f"units_a_week must be above 0, weeks_to_mature not negative and weeks at least 1: "
            f"{units_a_week}, {weeks_to_mature} and {weeks}"
        )
