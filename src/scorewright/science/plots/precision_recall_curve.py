"""Precision against recall: how many alarms are right, when so many are found."""

from typing import TYPE_CHECKING

import numpy as np

from scorewright.science.metrics.bootstrap import Interval
from scorewright.science.metrics.ranking import operating_points
from scorewright.science.metrics.threshold import confusion, precision, recall
from scorewright.science.plots.operating_point import mark_point
from scorewright.science.plots.sample import Sample
from scorewright.science.plots.style import (
    BLUE,
    PALE_BLUE,
    SOFT,
    Frame,
    instead_of_curve,
    labelled,
    plain_axes,
    png,
    shares,
)
from scorewright.science.plots.words import percent, with_interval

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def precision_recall_curve(sample: Sample, *, average_precision: Interval, threshold: float) -> bytes:
    """The curve in steps, without interpolation, with the point of ``threshold`` and the base rate, as PNG.

    Where no row is positive, the figure says that there is no curve.
    """
    frame = Frame(
        title="Precision and recall",
        subtitle=(
            f"Average precision {with_interval(average_precision)}; labelling at random gives "
            f"{sample.positive_share:.3f}"
        ),
        caption=f"{sample.caption} In brackets: 95 % interval.",
    )
    return png(frame, lambda figure: _draw(figure, sample, average_precision, threshold))


def _draw(figure: "Figure", sample: Sample, average_precision: Interval, threshold: float) -> None:
    axes = figure.add_subplot()
    plain_axes(axes)
    shares(axes)
    labelled(
        axes,
        x=f"recall: share of {sample.yes} that is found",
        y=f"precision: alarms that are {sample.yes}",
    )
    true, false = operating_points(sample.y, sample.p)
    if not true[-1]:
        instead_of_curve(axes, f"No curve: no row has the outcome {sample.yes}.")
        return
    base = sample.positive_share
    axes.axhline(base, color=SOFT, linewidth=1.2, linestyle=(0, (5, 4)))
    above = base < 0.9
    axes.text(0.0, base + (0.01 if above else -0.015), f"at random: {percent(base)}", color=SOFT,
              va="bottom" if above else "top")  # fmt: skip
    # Each precision holds from the recall before up to its own.
    x, y = np.append(0, true / true[-1]), np.append(true[0] / (true[0] + false[0]), true / (true + false))
    axes.fill_between(x, base, np.maximum(y, base), step="pre", color=PALE_BLUE, alpha=0.45, linewidth=0)
    axes.step(x, y, where="pre", color=BLUE, linewidth=2.4)
    counts = confusion(sample.y, sample.p, threshold)
    right, found = precision(counts), recall(counts) or 0.0
    if right is not None:
        words = f"threshold {threshold:.3g}:\n{right:.0%} of alarms right,\n{found:.0%} found".replace("%", " %")
        mark_point(axes, (found, right), words, place=_free_place(base, average_precision.value or 0.0))


def _free_place(base: float, average_precision: float) -> tuple[float, float]:
    """Below the line of the base rate where there is room, else under a high curve or over a low one."""
    if base > 0.25:
        return 0.7, base / 2
    return (0.42, 0.5) if average_precision > 0.6 else (0.74, 0.86)
