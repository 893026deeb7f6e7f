"""The calendar of a year: who is asked when, and what stands between."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any, cast

import pytest

from scorewright.declare.simulation import Case, World
from scorewright.project.simulation.diary import Month
from scorewright.project.simulation.phases import Phases
from scorewright.project.simulation.year import Year, first_of, strides

STARTS = date(2026, 1, 1)


@dataclass
class Witness:
    """Stands in for everybody whom a year takes, and notes in what order they are called."""

    seen: list[tuple[str, datetime]] = field(default_factory=list)

    def set_to(self, moment: datetime) -> datetime:
        self.seen.append(("clock", moment))
        return moment

    def decide(self, cases: Sequence[Case], month: Month) -> None:
        month.decided += len(cases)
        self.seen.append(("decide", cases[-1].at))

    def say(self, now: datetime, month: Month) -> None:
        self.seen.append(("say", now))

    def follow(self, before: datetime, now: datetime) -> None:
        self.seen.append(("follow", now))

    def fresh(self) -> list[dict[str, Any]]:
        return []

    def act(self, number: int) -> Iterator[str]:
        yield f"act {number}"

    def heed(self) -> Iterator[str]:
        yield from ()


@pytest.fixture
def witness() -> Witness:
    return Witness()


@pytest.fixture
def year(village: World, witness: Witness) -> Year:
    everybody = cast("Any", witness)
    return Year(STARTS, village, everybody, everybody, everybody, everybody, everybody, Phases())


def test_months__of_a_village__all_are_asked_and_what_happens_is_told(year: Year) -> None:
    months = list(year.months(2))
    assert [month.decided for month in months] == [28, 28]
    assert [month.words for month in months] == [["act 1"], ["The well runs dry.", "act 2"]]
    assert year.diary.months == months


def test_months__clock__never_goes_back_and_stands_at_whoever_is_asked(year: Year, witness: Witness) -> None:
    list(year.months(3))
    moments = [moment for _, moment in witness.seen]
    assert moments == sorted(moments)
    before = dict(zip(witness.seen[1:], witness.seen, strict=False))
    asked = [call for call in witness.seen if call[0] == "decide"]
    assert all(before[call] == ("clock", call[1]) for call in asked)


def test_months__feedback_and_schedules__several_times_a_month_and_at_its_end(year: Year, witness: Witness) -> None:
    list(year.months(1))
    said = [moment for what, moment in witness.seen if what == "say"]
    assert [moment.day for moment in said] == [11, 21, 1]
    assert said[-1] == datetime(2026, 2, 1, tzinfo=UTC)
    assert [moment for what, moment in witness.seen if what == "follow"] == said


@pytest.mark.parametrize("number", range(1, 13))
def test_strides__of_any_month__cover_it_without_a_short_one(number: int) -> None:
    begins, ends = first_of(STARTS, number), first_of(STARTS, number + 1)
    moments = [begins, *(until for until, _ in strides([], begins, ends))]
    lengths = [after - before for before, after in pairwise(moments)]
    assert moments[-1] == ends
    assert all(timedelta(days=8) <= length <= timedelta(days=11) for length in lengths)
