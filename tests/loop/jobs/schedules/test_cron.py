from datetime import UTC, datetime

import pytest

from scorewright.loop.jobs.schedules.cron import CronError, checked, following, latest


@pytest.mark.parametrize(
    ("cron", "words"),
    [
        ("", "must have five fields .* not 0"),
        ("* * * *", "not 4"),
        ("* * * * * *", "not 6"),
        ("60 * * * *", "minute is none that there is"),
        ("* 24 * * *", "hour is none"),
        ("* * * * MOO", "day-of-week is none"),
        ("*/0 * * * *", "minute is none"),
        ("0 0 30 2 *", "day-of-month is none|never comes"),
        ("0 0 é * *", "day-of-month is none"),
    ],
)
def test_checked__rule_broken__named(cron: str, words: str) -> None:
    with pytest.raises(CronError, match=words):
        checked(cron)


@pytest.mark.parametrize(
    ("after", "until", "slot"),
    [
        ((2026, 1, 4, 0, 59), (2026, 1, 4, 1, 0), (2026, 1, 4, 1, 0)),
        ((2026, 1, 4, 1, 0), (2026, 1, 4, 1, 1), None),
        ((2026, 1, 4, 1, 0), (2026, 2, 4, 0, 0), (2026, 2, 1, 1, 0)),
        ((2026, 1, 4, 0, 0), (2026, 1, 4, 0, 59), None),
    ],
)
def test_latest__window_open_at_its_start__last_slot_in_it(after, until, slot) -> None:
    found = latest("0 1 * * SUN", after=datetime(*after, tzinfo=UTC), until=datetime(*until, 59, 999, tzinfo=UTC))
    assert found == (None if slot is None else datetime(*slot, tzinfo=UTC))


def test_following__summer_time_elsewhere__is_no_concern_of_utc() -> None:
    first = following("30 1 * * *", datetime(2026, 3, 28, 12, tzinfo=UTC))
    assert [first, following("30 1 * * *", first)] == [datetime(2026, 3, day, 1, 30, tzinfo=UTC) for day in (29, 30)]
