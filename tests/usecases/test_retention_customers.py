"""The simulated bank: what is known of it must be so."""

from collections import Counter
from datetime import timedelta

import numpy as np
import pytest

from scorewright.declare.simulation import Case, World
from scorewright.usecases.retention.customers import DELAY, Customers
from scorewright.usecases.retention.life import Lives, live
from scorewright.usecases.retention.people import COMPLAINT_RAISES, SHOCK_RAISES, daily_hazard, draw_people
from scorewright.usecases.retention.seasons import SHOCK, WINDOW, Calendar, first_of
from scorewright.usecases.retention.snapshots import records
from scorewright.usecases.retention.truth import stays
from scorewright.usecases.retention.usecase_bank import USE_CASE

SIZE = 1_000


@pytest.fixture(scope="module")
def world() -> Customers:
    return Customers(11, SIZE)


@pytest.fixture(scope="module")
def year(world: Customers) -> list[list[Case]]:
    return [list(world.month(number)) for number in range(1, 13)]


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return Calendar(-3, 12)


@pytest.fixture(scope="module")
def lives(calendar: Calendar) -> Lives:
    return live(np.random.default_rng(5), 400, calendar)


def test_month__all_of_them__within_the_month_in_order_and_accepted(year: list[list[Case]]) -> None:
    for number, cases in enumerate(year, 1):
        moments = [case.at for case in cases]
        assert moments == sorted(moments)
        assert {(at.year, at.month) for at in moments} == {(first_of(number).year, first_of(number).month)}
        assert len({USE_CASE.accept(case.record)["customer_id"] for case in cases}) == SIZE
        assert all(case.record["snapshot_date"] == case.at.date().isoformat() for case in cases)


def test_history__good_notes__were_complete_before_the_first_month(world: World) -> None:
    history = world.history()
    assert len(history) == 3_000
    assert max(case.at for case in history).date() + timedelta(days=WINDOW) <= first_of(1)
    assert all(case.feedback and case.feedback.true for case in history)


def test_probability__year_with_a_shock__is_right_on_average_where_it_is_low_and_where_it_is_high(
    year: list[list[Case]],
) -> None:
    cases = [case for month in year for case in month]
    p, y = np.array([case.probability for case in cases]), np.array([case.label for case in cases])
    for decile in np.array_split(np.argsort(p), 10):
        # The same customer comes every month, and one loss counts in three windows: a third of the rows are news.
        slack = 4 * np.sqrt(np.mean(p[decile] * (1 - p[decile])) / (len(decile) / 3)) + 0.005
        assert y[decile].mean() == pytest.approx(p[decile].mean(), abs=slack)


def test_feedback__of_a_year__in_part_late_and_sometimes_wrong(year: list[list[Case]]) -> None:
    cases = [case for month in year for case in month]
    heard = [(case, case.feedback) for case in cases if case.feedback]
    assert len(heard) / len(cases) == pytest.approx(0.6, abs=0.02)
    assert np.mean([not said.true for _, said in heard]) == pytest.approx(0.02, abs=0.007)
    assert all((said.value == str(case.label)) == said.true for case, said in heard)
    delays = [said.after.days - WINDOW for _, said in heard]
    assert (min(delays), max(delays)) == DELAY


def test_months__asked_for_in_any_order__are_the_same() -> None:
    first, other = Customers(11, 500), Customers(11, 500)
    history, third = first.history("poor"), first.month(3)
    assert [other.month(number) for number in (13, 3)] == [first.month(13), third]
    assert other.history("poor") == history
    assert Customers(12, 500).month(3) != third


def test_records__world_that_ends_that_morning__are_the_same(calendar: Calendar, lives: Lives) -> None:
    """Nothing of a record comes from later days: there are none."""
    day, account = np.full(400, calendar.day_of(4)), np.arange(400)
    short = Calendar(-3, 12)
    short.season, short.shocked = calendar.season[: day[0] + 1], calendar.shocked[: day[0] + 1]
    until_then = live(np.random.default_rng(5), 400, short)
    assert len(until_then.who) == day[0] + 1
    assert records(np.random.default_rng(1), until_then, short, day, account) == records(
        np.random.default_rng(1), lives, calendar, day, account
    )


def test_stays__by_hand_from_what_happened__open_and_a_transaction(calendar: Calendar, lives: Lives) -> None:
    day, account = np.full(400, calendar.day_of(5)), np.arange(400)
    is_open, stayed = stays(lives, day, account)
    seen = Counter(zip(is_open.tolist(), stayed.tolist(), strict=True))
    assert set(seen) == {(True, True), (True, False), (False, False)}  # a dormant account is open, and has left
    for place in range(400):
        holders = set(lives.who[day[0] : day[0] + WINDOW + 1, place].tolist())
        made = lives.transactions[day[0] + WINDOW, place] - lives.transactions[day[0], place]
        assert stayed[place] == (len(holders) == 1 and made > 0)


def test_season__salary_and_market_days__have_more_transactions(calendar: Calendar, lives: Lives) -> None:
    made = np.diff(lives.transactions, axis=0).sum(axis=1)
    season = calendar.season[:-1]
    busy, quiet = made[season > 1.5].mean(), made[season < 0.9].mean()
    expected = season[season > 1.5].mean() / season[season < 0.9].mean()
    assert busy / quiet == pytest.approx(expected, rel=0.1)


def test_hazard__complaint_and_offer__multiply_it() -> None:
    people = draw_people(np.random.default_rng(1), 500)
    none, all_of_them = np.zeros(500, dtype=bool), np.ones(500, dtype=bool)
    usual = daily_hazard(people, complained=none, shocked=False)
    assert daily_hazard(people, complained=all_of_them, shocked=False) == pytest.approx(COMPLAINT_RAISES * usual)
    shocked = daily_hazard(people, complained=none, shocked=True)
    assert shocked == pytest.approx(np.where(people["tempted"], SHOCK_RAISES, 1) * usual)


def test_histories__of_lesser_quality__same_records_and_the_stated_notes(world: World) -> None:
    good, fair, poor, opposite = (world.history(quality) for quality in ("good", "fair", "poor", "reversed"))
    for other in (fair, poor, opposite):
        assert [case.record for case in other] == [case.record for case in good]
    assert all(one.label == 1 - other.label for one, other in zip(good, opposite, strict=True))
    wrong = {
        name: {n for n, case in enumerate(cases) if case.label != good[n].label}
        for name, cases in {"fair": fair, "poor": poor}.items()
    }
    assert wrong["fair"] < wrong["poor"]
    assert all(good[place].label == 0 for place in wrong["poor"])
    assert 0.04 < len(wrong["poor"]) / 3_000 < 0.10


def test_happening__month_of_the_shock__is_said(world: World) -> None:
    assert [number for number in range(1, 12) if world.happening(number)] == [SHOCK]


@pytest.mark.parametrize("number", [0, 37])
def test_month__that_is_not__is_refused(world: World, number: int) -> None:
    with pytest.raises(ValueError, match=f"month {number} must be 1 to 36"):
        world.month(number)
    with pytest.raises(ValueError, match=f"month {number} must be 1 to 36"):
        world.happening(number)


@pytest.mark.parametrize(("seed", "size"), [(-1, 10), (1, 0)])
def test_customers__impossible_world__is_refused(seed: int, size: int) -> None:
    with pytest.raises(ValueError, match="must not be negative"):
        Customers(seed, size)


def test_customers__a_handful__have_a_history_and_months() -> None:
    world = Customers(3, 7)
    assert len(world.history()) == 30 * 7
    assert len(world.month(1)) == 7
