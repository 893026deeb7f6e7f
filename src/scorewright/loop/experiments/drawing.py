"""The interval of a gain as it tightens, look by look, in the places of an SVG."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import floor, log10
from typing import Any, Self

from scorewright.loop.experiments.models import Look

WIDTH, HEIGHT = 640, 240
LEFT, RIGHT, TOP, FLOOR = 64, 624, 16, 204
# Early intervals are wide: what lies beyond so many times the last one's reach is cut off at the frame.
CUT_AT = 2.5


@dataclass(frozen=True, slots=True)
class Seen:
    """One look: the gain, and both ends of its interval."""

    at: datetime
    gain: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Place:
    """One look in the picture; ``y`` grows downwards."""

    x: float
    y: float
    top: float
    bottom: float
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """What one challenger gains over the champion."""

    challenger: str
    words: str
    places: tuple[Place, ...]
    lines: tuple[Line, ...]
    zero: float
    first: str
    last: str
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT
    right: int = RIGHT
    top: int = TOP
    floor: int = FLOOR

    @property
    def band(self) -> str:
        """The corners of the interval, there and back."""
        there = [f"{place.x:.1f},{place.top:.1f}" for place in self.places]
        back = [f"{place.x:.1f},{place.bottom:.1f}" for place in reversed(self.places)]
        return " ".join(there + back)

    @property
    def path(self) -> str:
        return " ".join(f"{place.x:.1f},{place.y:.1f}" for place in self.places)

    @classmethod
    def of(cls, challenger: str, looks: Sequence[Look]) -> Self | None:
        """``looks`` in the order of time; None where no look could tell chance from a gain."""
        seen = list(_seen(challenger, looks))
        if not seen:
            return None
        last = seen[-1]
        reach = CUT_AT * max(abs(last.low), abs(last.high), 1e-9)

        def y(value: float) -> float:
            return TOP + (FLOOR - TOP) * (0.5 - max(-reach, min(reach, value)) / (2 * reach))

        xs = _across([one.at for one in seen])
        words = f"{_words(last)} at the last of {len(seen)} looks"
        return cls(
            challenger,
            words,
            places=tuple(
                Place(x, y(one.gain), y(one.high), y(one.low), f"{one.at:%Y-%m-%d %H:%M}: {_words(one)}")
                for x, one in zip(xs, seen, strict=True)
            ),
            lines=tuple(Line(y(value), f"{value:+.3g}") for value in _marks(reach)),
            zero=y(0.0),
            first=f"{seen[0].at:%Y-%m-%d}",
            last=f"{last.at:%Y-%m-%d}" if len(seen) > 1 else "",
        )


def _seen(challenger: str, looks: Sequence[Look]) -> Iterator[Seen]:
    for look in looks:
        found: Mapping[str, Any] = next(one for one in look.comparisons if one["challenger"] == challenger)
        if found["gain"] is not None and found["low"] is not None and found["high"] is not None:
            yield Seen(look.at, found["gain"], found["low"], found["high"])


def _marks(reach: float) -> list[float]:
    """Round numbers on both sides of 0, two on each.

    >>> _marks(0.21), _marks(6.0)
    ([0.1, 0.2, -0.1, -0.2], [2.0, 4.0, -2.0, -4.0])
    """
    power = 10.0 ** floor(log10(reach))
    step = next(each * power for each in (5, 2, 1, 0.5, 0.2) if 2 * each * power <= reach)
    return [float(f"{place * step:.6g}") for place in (1, 2, -1, -2)]


def _across(moments: Sequence[datetime]) -> list[float]:
    """Where each moment lies between left and right; a single one on the left."""
    whole = (moments[-1] - moments[0]).total_seconds() or 1.0
    return [LEFT + 8 + (RIGHT - LEFT - 16) * (one - moments[0]).total_seconds() / whole for one in moments]


def _words(one: Seen) -> str:
    return f"a gain of {one.gain:+.3g}, interval {one.low:+.3g} to {one.high:+.3g}"
