import pytest

from scorewright.science.experiments.weekly_plan import Traffic, Week, weekly_plan, weekly_plan_of_mean


def _traffic(**changes: object) -> Traffic:
    stated = {
        "shares": {"champion": 0.5, "challenger": 0.5},
        "units_a_week": 1000,
        "labelled_share": 0.6,
        "weeks_to_mature": 2,
    }
    return Traffic(**(stated | changes))  # type: ignore[arg-type]  # wrong on purpose in some tests


def _shown(plan: tuple[Week, ...]) -> tuple[list[float], list[float]]:
    return [week.once for week in plan if week.once], [week.any_time for week in plan if week.any_time]


@pytest.mark.parametrize(
    "plan", [weekly_plan(0.8, _traffic(), weeks=8), weekly_plan_of_mean(20.0, _traffic(), weeks=8)]
)
def test_weekly_plan__week_by_week__shows_smaller_gains_and_daily_looks_have_their_price(
    plan: tuple[Week, ...],
) -> None:
    once, any_time = _shown(plan)
    assert len(once) == len(any_time) == 6
    assert once == sorted(once, reverse=True)
    assert any_time == sorted(any_time, reverse=True)
    assert all(late > early for early, late in zip(once, any_time, strict=True))


def test_weekly_plan__before_the_first_cohort_matures__shows_nothing() -> None:
    nothing = {"champion": 0, "challenger": 0}
    assert weekly_plan(0.8, _traffic(), weeks=8)[:2] == (Week(1, nothing, None, None), Week(2, nothing, None, None))


def test_weekly_plan__nine_hundred_labelled_an_arm__shows_five_points_at_one_look() -> None:
    (last,) = weekly_plan(0.8, _traffic(units_a_week=1812, labelled_share=1.0, weeks_to_mature=0), weeks=1)
    assert last.labelled["champion"] == 906
    assert last.once == pytest.approx(0.05, abs=1e-3)


@pytest.mark.parametrize("plan", [weekly_plan, weekly_plan_of_mean])
def test_weekly_plan__another_challenger__shows_less(plan: object) -> None:
    assert callable(plan)
    two = plan(0.8, _traffic(shares={"a": 0.3, "b": 0.3}), weeks=8)[-1]
    three = plan(0.8, _traffic(shares={"a": 0.3, "b": 0.3, "c": 0.3}), weeks=8)[-1]
    assert three.labelled["b"] == two.labelled["b"]
    assert three.once > two.once


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"shares": {"a": 1.0}}, "two arms"),
        ({"shares": {"a": 0.5, "b": 0.0}}, "above 0"),
        ({"labelled_share": 0.0}, "labelled_share"),
        ({"units_a_week": 0}, "units_a_week"),
        ({"weeks_to_mature": -1}, "weeks_to_mature"),
    ],
)
def test_traffic__what_makes_no_sense__is_refused(changes: dict[str, object], rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        _traffic(**changes)


def test_weekly_plan__no_week_or_no_spread__refused() -> None:
    with pytest.raises(ValueError, match="weeks must be at least 1"):
        weekly_plan(0.8, _traffic(), weeks=0)
    with pytest.raises(ValueError, match="spread must be above 0"):
        weekly_plan_of_mean(0.0, _traffic(), weeks=8)
