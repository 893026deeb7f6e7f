"""Where the dots, lines and bars of the drawing stand."""

import pytest

from scorewright.loop.outcomes.performance.chart import BARS_BOTTOM, BARS_TOP, BOTTOM, MOST_LABELS, TOP, Week, chart
from scorewright.science.metrics.bootstrap import Interval


def week(name: str, figure: Interval | None, *, decisions: int = 100, labelled: int = 50) -> Week:
    return Week(name, decisions, labelled, figure, figure is None, "")


def test_chart__higher_values__stand_higher_within_their_intervals() -> None:
    drawn = chart([week("2026-01-05", Interval(0.7, 0.6, 0.8)), week("2026-01-12", Interval(0.9, 0.85, 0.95))])
    first, second = drawn.marks
    assert first.x < second.x
    assert TOP < second.high < second.y < first.y < first.low < BOTTOM
    assert second.y < second.low < first.y


def test_chart__bars__are_in_proportion_to_the_busiest_week() -> None:
    busy, quiet = chart(
        [week("a", None, decisions=400, labelled=200), week("b", None, decisions=100, labelled=0)]
    ).marks
    full = BARS_BOTTOM - BARS_TOP
    assert (busy.decisions, busy.labelled, busy.decisions_top) == (full, full / 2, BARS_TOP)
    assert (quiet.decisions, quiet.labelled, quiet.labelled_top) == (full / 4, 0, BARS_BOTTOM)


def test_chart__nothing_known__no_dot_and_levels_all_the_same() -> None:
    drawn = chart([week("a", None)])
    assert (drawn.marks[0].y, drawn.marks[0].low, drawn.promised) == (None, None, None)
    assert [line.label for line in drawn.levels][:2] == ["0.2", "0.4"]


def test_chart__what_was_promised__is_on_it_however_far_away() -> None:
    drawn = chart([week("a", Interval(0.7, None, None))], promised=0.2)
    assert TOP < drawn.marks[0].y < drawn.promised.y < BOTTOM


@pytest.mark.parametrize("count", [0, 1, 26, 120])
def test_chart__however_many_weeks__the_last_is_named_and_names_do_not_crowd(count: int) -> None:
    names = chart([week(f"2026-{number:05d}", None) for number in range(count)]).names
    assert len(names) <= MOST_LABELS
    assert [name for _, name in names[-1:]] == [f"{number:05d}" for number in range(count)][-1:]
