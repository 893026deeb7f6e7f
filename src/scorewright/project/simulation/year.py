"""The year itself: who comes is decided on, what becomes of them is said, and the service is left to its routine."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby

from scorewright.declare.simulation import Case, World
from scorewright.project.simulation.clock_hand import ClockHand
from scorewright.project.simulation.desk import Desk
from scorewright.project.simulation.diary import Diary, Month
from scorewright.project.simulation.news import News, in_words
from scorewright.project.simulation.people import Operator
from scorewright.project.simulation.phases import Phases
from scorewright.project.simulation.routine import Routine

# How many days the clock goes on before feedback is given and the service's schedules are waited for.
STRIDE = timedelta(days=10)


@dataclass(frozen=True)
class Year:
    """Everybody and everything that a year takes."""

    starts: date
    world: World
    hand: ClockHand
    desk: Desk
    routine: Routine
    news: News
    operator: Operator
    phases: Phases
    diary: Diary = field(default_factory=Diary)

    def months(self, count: int) -> Iterator[Month]:
        """Live through ``count`` months; each once it is over."""
        now = first_of(self.starts, 1)
        for number in range(1, count + 1):
            month = Month(number, first_of(self.starts, number))
            self.diary.months.append(month)
            now = self.hand.set_to(month.begins_at)
            with self.phases("people"):
                month.words += [*self.world.happening(number), *self.operator.act(number)]
                self._listen(month)
            with self.phases("the world"):
                cases = self.world.month(number)
            for until, days in strides(cases, month.begins_at, first_of(self.starts, number + 1)):
                with self.phases("decisions"):
                    self._decide(days, month)
                before, now = now, self.hand.set_to(until)
                with self.phases("outcomes"):
                    self.desk.say(now, month)
                self.routine.follow(before, now)
                with self.phases("people"):
                    self._listen(month)
                    month.words += self.operator.heed()
            yield month

    def _decide(self, days: Sequence[Sequence[Case]], month: Month) -> None:
        for cases in days:
            self.hand.set_to(cases[-1].at)
            self.desk.decide(cases, month)

    def _listen(self, month: Month) -> None:
        fresh = self.news.fresh()
        self.diary.events += fresh
        month.words += map(in_words, fresh)


def first_of(starts: date, number: int) -> datetime:
    """When month ``number`` begins, of those that begin with ``starts``.

    >>> first_of(date(2026, 11, 1), 3).isoformat()
    '2027-01-01T00:00:00+00:00'
    """
    months = starts.year * 12 + starts.month - 1 + number - 1
    return datetime.combine(date(months // 12, months % 12 + 1, 1), time(), UTC)


def strides(
    cases: Sequence[Case], begins_at: datetime, ends_at: datetime
) -> Iterator[tuple[datetime, list[list[Case]]]]:
    """The moments until which to go on, the last of them the end of the month, each with its cases by day."""
    until = begins_at
    while until < ends_at:
        since, until = until, until + STRIDE
        if until + STRIDE / 2 > ends_at:
            until = ends_at
        of_it = [case for case in cases if since <= case.at < until]
        yield until, [list(day) for _, day in groupby(of_it, key=lambda case: case.at.astimezone(UTC).date())]
