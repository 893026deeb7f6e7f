"""The drop over the looks as a drawing: where each interval lies, against what is allowed."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from scorewright.loop.guarding.models import GuardLook

WIDTH, HEIGHT = 720, 260
LEFT, RIGHT, TOP, BOTTOM = 64, 12, 14, 34
MOST_LOOKS = 120  # more would lie on each other


@dataclass(frozen=True)
class Interval:
    """One look: the places of its interval and of the drop itself, and what it says in words."""

    x: float
    top: float
    middle: float
    bottom: float
    words: str
    beyond: bool


@dataclass(frozen=True)
class Line:
    """A level across the drawing, with its number."""

    y: float
    words: str


@dataclass(frozen=True)
class Drawing:
    """``intervals`` from the first look to the last; ``words`` say the same to who cannot see it."""

    intervals: tuple[Interval, ...]
    none: Line
    allowed: Line
    first: str
    last: str
    words: str

    width, height, left, right, floor = WIDTH, HEIGHT, LEFT, WIDTH - RIGHT, HEIGHT - BOTTOM

    @classmethod
    def of(cls, looks: Sequence[GuardLook], *, margin: float) -> Self | None:
        """From looks in the order of time; None where none of them had enough outcomes."""
        judged = [
            (look, look.low, look.drop, look.high)
            for look in looks
            if look.low is not None and look.drop is not None and look.high is not None
        ][-MOST_LOOKS:]
        if not judged:
            return None
        lowest = min(0.0, *(low for _, low, _, _ in judged))
        highest = max(margin, *(high for _, _, _, high in judged))

        def y(value: float) -> float:
            return round(TOP + (highest - value) / (highest - lowest) * (HEIGHT - BOTTOM - TOP), 1)

        step = (WIDTH - RIGHT - LEFT) / len(judged)
        intervals = tuple(
            Interval(round(LEFT + (place + 0.5) * step, 1), y(high), y(drop), y(low), _words(look), low > margin)
            for place, (look, low, drop, high) in enumerate(judged)
        )
        first, last = judged[0][0], judged[-1][0]
        return cls(
            intervals=intervals,
            none=Line(y(0.0), "0"),
            allowed=Line(y(margin), f"{margin:g}"),
            first=f"{first.at:%Y-%m-%d}",
            last="" if first is last else f"{last.at:%Y-%m-%d}",
            words=last.words,
        )


def _words(look: GuardLook) -> str:
    return f"{look.at:%Y-%m-%d}: {look.drop:+.3g} ({look.low:+.3g} to {look.high:+.3g}), {look.arm['units']:,} outcomes"
