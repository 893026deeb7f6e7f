"""One metric over the weeks, laid out as a drawing: where each dot, line and bar stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from scorewright.science.metrics.bootstrap import Interval

WIDTH, LEFT, RIGHT = 960.0, 56.0, 12.0
TOP, BOTTOM = 12.0, 250.0  # of the dots; the bars stand below
BARS_TOP, BARS_BOTTOM = 286.0, 340.0
HEIGHT = 366.0
MOST_LABELS = 13
MOST_TICKS = 5


@dataclass(frozen=True)
class Week:
    """``figure`` is measured, or estimated where ``estimated`` says so; None where nothing can be said."""

    name: str
    decisions: int
    labelled: int
    figure: Interval | None
    estimated: bool
    words: str


@dataclass(frozen=True)
class Mark:
    """A week in the drawing: a dot at ``y`` with a line from ``low`` to ``high``, None where there is none.

    The bar reaches up from ``BARS_BOTTOM``: ``decisions`` high, and ``labelled`` of it filled.
    """

    x: float
    y: float | None
    low: float | None
    high: float | None
    estimated: bool
    bar: float
    bar_width: float
    decisions: float
    labelled: float
    name: str
    words: str

    @property
    def decisions_top(self) -> float:
        return round(BARS_BOTTOM - self.decisions, 1)

    @property
    def labelled_top(self) -> float:
        return round(BARS_BOTTOM - self.labelled, 1)


@dataclass(frozen=True)
class Line:
    """A level of the metric, with its number."""

    y: float
    label: str


@dataclass(frozen=True)
class Chart:
    marks: Sequence[Mark]
    names: Sequence[tuple[float, str]]
    levels: Sequence[Line]
    promised: Line | None
    most: int
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT
    right: float = WIDTH - RIGHT
    bars_top: float = BARS_TOP
    bars_bottom: float = BARS_BOTTOM


def chart(weeks: Sequence[Week], *, promised: float | None = None) -> Chart:
    """Lay out ``weeks``, the oldest first; ``promised`` is a level to hold them against."""
    low, high = _range(weeks, promised)
    most = max((week.decisions for week in weeks), default=0)
    step = (WIDTH - LEFT - RIGHT) / max(len(weeks), 1)

    def y_of(value: float | None) -> float | None:
        return None if value is None else round(BOTTOM - (value - low) / (high - low) * (BOTTOM - TOP), 1)

    def bar_of(count: int) -> float:
        return round(count / max(most, 1) * (BARS_BOTTOM - BARS_TOP), 1)

    marks = []
    for place, week in enumerate(weeks):
        figure = week.figure or Interval(None, None, None)
        x = LEFT + (place + 0.5) * step
        width = min(0.7 * step, 28.0)
        marks.append(
            Mark(
                x=round(x, 1),
                y=y_of(figure.value),
                low=y_of(figure.low),
                high=y_of(figure.high),
                estimated=week.estimated,
                bar=round(x - width / 2, 1),
                bar_width=round(width, 1),
                decisions=bar_of(week.decisions),
                labelled=bar_of(week.labelled),
                name=week.name,
                words=week.words,
            )
        )
    every = -(-len(weeks) // MOST_LABELS) or 1
    level = y_of(promised)
    return Chart(
        marks=marks,
        names=[(mark.x, mark.name[5:]) for mark in marks[::-every][::-1]],
        levels=[Line(y_of(value) or BOTTOM, f"{value:.{_digits(low, high)}f}") for value in _ticks(low, high)],
        promised=None if level is None or promised is None else Line(level, f"promised {promised:.3f}"),
        most=most,
    )


def _range(weeks: Iterable[Week], promised: float | None) -> tuple[float, float]:
    """The levels that the drawing shows: all ends, with some room."""
    figures = [week.figure for week in weeks if week.figure is not None]
    ends = [end for one in figures for end in (one.value, one.low, one.high) if end is not None]
    if promised is not None:
        ends.append(promised)
    if not ends:
        return 0.0, 1.0
    room = max(0.05 * (max(ends) - min(ends)), 0.01)
    return min(ends) - room, max(ends) + room


def _ticks(low: float, high: float) -> list[float]:
    step = _step(low, high)
    first = int(low // step) + 1
    return [number * step for number in range(first, int(high // step) + 1)]


def _step(low: float, high: float) -> float:
    """The smallest round step with at most ``MOST_TICKS`` in between.

    >>> _step(0.61, 0.93), _step(0.0, 1.0)
    (0.1, 0.2)
    """
    steps = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0)
    return next((step for step in steps if (high - low) / step <= MOST_TICKS), high - low)


def _digits(low: float, high: float) -> int:
    return 3 if _step(low, high) < 0.01 else 2 if _step(low, high) < 0.1 else 1
