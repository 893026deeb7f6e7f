"""Which features the model relies on: by permutation, by its own count, and by how far they move answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from scorewright.science.metrics.bootstrap import Interval
from scorewright.science.plots.style import BLUE, INK, PALE, PALE_BLUE, SOFT, Frame, plain_axes, png
from scorewright.science.plots.words import count, printable, shortened

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_SHOWN = 20
LONGEST_NAME = 30


@dataclass(frozen=True, slots=True)
class Importances:
    """By feature: the drop of ``metric`` when its values are permuted, and what else there is, each at least 0.

    ``native`` is the learner's own measure, ``moved`` the mean size of contributions in ``moved_unit``; None where
    there is none. ``rows`` were permuted.
    """

    metric: str
    permuted: Mapping[str, Interval]
    rows: int
    native: Mapping[str, float] | None = None
    moved: Mapping[str, float] | None = None
    moved_unit: str = "log odds"


def feature_importance(found: Importances) -> bytes:
    """The twenty most important features at most, the rest counted, as PNG. Raises ValueError without any feature."""
    if not found.permuted:
        raise ValueError("there is no feature to draw")
    ordered = sorted(found.permuted, key=lambda name: -(found.permuted[name].value or 0.0))
    shown, left_out = ordered[:MOST_SHOWN], len(ordered) - MOST_SHOWN
    more = f" {count(left_out, 'less important feature')} left out." if left_out > 0 else ""
    frame = Frame(
        title="Importance of the features",
        subtitle=f"How far {found.metric} falls on the hold-out when a feature's values are shuffled",
        caption=(
            f"{count(found.rows, 'row')} of the hold-out; black lines: 95 % interval.{more} A feature that "
            "says the same as another looks unimportant here."
        ),
        width=7.4,
        height=1.9 + 0.27 * max(len(shown), 4),
    )
    return png(frame, lambda figure: _draw(figure, found, shown))


def _draw(figure: "Figure", found: Importances, shown: list[str]) -> None:
    beside = [
        (values, title)
        for values, title in (
            (found.native, "model's own\ncount, share"),
            (found.moved, f"moves answer,\n{printable(found.moved_unit)}"),
        )
        if values is not None
    ]
    axes = figure.subplots(1, 1 + len(beside), sharey=True, squeeze=False, width_ratios=[2.1, *[1.0] * len(beside)])[0]
    _permuted(axes[0], found, shown)
    for panel, (values, title) in zip(axes[1:], beside, strict=True):
        _beside(panel, [values.get(name, 0.0) for name in shown], title)


def _permuted(axes: "Axes", found: Importances, shown: list[str]) -> None:
    places = range(len(shown))
    intervals = [found.permuted[name] for name in shown]
    plain_axes(axes, grid="x")
    axes.barh(
        places, [one.value or 0.0 for one in intervals], color=PALE_BLUE, edgecolor=BLUE, linewidth=0.9, height=0.66
    )
    known = [(place, one) for place, one in zip(places, intervals, strict=True) if one.low is not None]
    axes.hlines([place for place, _ in known], [one.low or 0.0 for _, one in known],
                [one.high or 0.0 for _, one in known], color=INK, linewidth=1.6)  # fmt: skip
    axes.axvline(0, color=SOFT, linewidth=1.0)
    axes.set_yticks(list(places), [shortened(printable(name), LONGEST_NAME) for name in shown])
    axes.set_ylim(len(shown) - 0.4, -0.6)
    axes.set_title(f"fall of {found.metric}\nwhen shuffled", loc="left", size=10.5)
    axes.locator_params(axis="x", nbins=5)
    axes.spines["left"].set_visible(False)


def _beside(axes: "Axes", values: list[float], title: str) -> None:
    plain_axes(axes, grid="x")
    axes.barh(range(len(values)), values, color=PALE, edgecolor=SOFT, linewidth=0.9, height=0.66)
    axes.set_title(title, loc="left", size=10)
    axes.set_xlim(0, (max(values, default=0.0) or 1.0) * 1.08)
    axes.locator_params(axis="x", nbins=2)
    axes.spines["left"].set_visible(False)
