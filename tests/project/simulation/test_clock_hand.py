from datetime import timedelta
from pathlib import Path

from django.utils import timezone

from scorewright.project.simulation.clock import MovedClock
from scorewright.project.simulation.clock_hand import ClockHand

MINUTE, YEAR = timedelta(minutes=1), timedelta(days=365)


def test_set_to__later__the_services_clock_says_so(tmp_path: Path) -> None:
    starts_at = timezone.now() - YEAR
    hand = ClockHand(tmp_path / "clock", starts_at)
    clock = MovedClock(tmp_path / "clock")
    assert timedelta(0) <= clock.now() - starts_at < MINUTE
    moment = starts_at + timedelta(days=30)
    assert hand.set_to(moment) == moment
    assert timedelta(0) <= clock.now() - moment < MINUTE


def test_set_to__earlier__stays_as_it_was_and_says_what_it_is(tmp_path: Path) -> None:
    starts_at = timezone.now() + YEAR
    hand = ClockHand(tmp_path / "clock", starts_at)
    clock = MovedClock(tmp_path / "clock")
    assert starts_at <= hand.set_to(starts_at - timedelta(days=1)) < starts_at + MINUTE
    assert clock.now() >= starts_at
