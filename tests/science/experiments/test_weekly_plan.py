import pytest

from scorewright.science.experiments.weekly_plan import weekly_plan


def _plan(**changes: object) -> list[tuple[int, int, float | None, float | None]]:
    stated = {"units_a_week": 1000, "labelled_share": 0.6, "weeks_to_mature": 2, "weeks": 8} | changes
    shares = stated.pop("shares", {"champion": 0.5, "challenger": 0.5})
    weeks = weekly_plan(0.8, shares, **stated)  # type: ignore[arg-type]
    return [(week.week, min(week.labelled.values()), week.once, week.any_time) for week in weeks]


def test_weekly_plan__before_the_first_cohort_matures__shows_nothing() -> None:
    assert _plan()[:2] == [(1, 0, None, None), (2, 0, None, None)]


def test_weekly_plan__week_by_week__shows_smaller_gains_and_daily_looks_have_their_price() -> None:
    shown = _plan()[2:]
    once, any_time = [week[2] for week in shown], [week[3] for week in shown]
    assert once == sorted(once, reverse=True)
    assert any_time == sorted(any_time, reverse=True)
    assert all(late > early for early, late in zip(once, any_time, strict=True))


def test_weekly_plan__nine_hundred_labelled_an_arm__shows_five_points_at_one_look() -> None:
    (last,) = _plan(units_a_week=1812, labelled_share=1.0, weeks_to_mature=0, weeks=1)
    assert last[1] == 906
    assert last[2] == pytest.approx(0.05, abs=1e-3)


def test_weekly_plan__another_challenger__shows_less() -> None:
    two = _plan(shares={"a": 0.3, "b": 0.3})[-1]
    three = _plan(shares={"a": 0.3, "b": 0.3, "c": 0.3})[-1]
    assert two[1] == three[1]
    assert (three[2] or 0) > (two[2] or 0)


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"shares": {"a": 1.0}}, "two arms"),
        ({"shares": {"a": 0.5, "b": 0.0}}, "above 0"),
        ({"labelled_share": 0.0}, "labelled_share"),
        ({"units_a_week": 0}, "units_a_week"),
        ({"weeks_to_mature": -1}, "weeks_to_mature"),
        ({"weeks": 0}, "weeks"),
    ],
)
def test_weekly_plan__what_makes_no_sense__is_refused(changes: dict[str, object], rule: str) -> None:
    with pytest.raises(ValueError, match=rule):
        _plan(**changes)
