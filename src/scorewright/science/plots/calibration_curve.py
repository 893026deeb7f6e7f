"""Calibration: of those who were given 30 %, did it happen to 30 %?"""

from typing import TYPE_CHECKING

import numpy as np

from scorewright.science.metrics.bootstrap import Interval
from scorewright.science.metrics.reliability import ReliabilityBin, reliability
from scorewright.science.plots.sample import Sample
from scorewright.science.plots.style import BLUE, PALE_BLUE, SOFT, Frame, end_of_axis, labelled, plain_axes, png, shares
from scorewright.science.plots.words import count, with_interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure


def calibration_curve(sample: Sample, *, slope: Interval) -> bytes:
    """Seen shares against said probabilities in bins of equal mass, above a histogram of the probabilities, as PNG.

    ``slope`` is the calibration slope.
    """
    bins = reliability(sample.y, sample.p)
    frame = Frame(
        title="Calibration",
        subtitle=(
            f"A dot on the line: what was said came true. Calibration slope {with_interval(slope, 2)}; "
            "1 is right, below 1 over-confident"
        ),
        caption=(
            f"{sample.caption} {count(len(bins), 'group')} of about {len(sample.y) // len(bins):,} rows; "
            "upright lines: 95 % interval of the share that was seen."
        ),
        height=5.6,
    )
    return png(frame, lambda figure: _draw(figure, sample, bins))


def _draw(figure: "Figure", sample: Sample, bins: tuple[ReliabilityBin, ...]) -> None:
    most = end_of_axis(max([sample.largest, *(one.seen.high or 0.0 for one in bins)]))
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=[4, 1])
    _reliability(above, sample, bins, most)
    plain_axes(below, grid="y")
    edges = np.linspace(0, most, 41).tolist()
    below.hist(np.minimum(sample.p, most), bins=edges, color=PALE_BLUE, edgecolor=BLUE, linewidth=0.6)
    labelled(below, x=f"probability of {sample.yes} that the model said", y="rows")
    below.locator_params(axis="y", nbins=3, integer=True)


def _reliability(axes: "Axes", sample: Sample, bins: tuple[ReliabilityBin, ...], most: float) -> None:
    plain_axes(axes)
    shares(axes, most=most)
    axes.plot([0, 1], [0, 1], color=SOFT, linewidth=1.2, linestyle=(0, (5, 4)))
    axes.text(0.04 * most, 0.93 * most, "happened more often than said", color=SOFT, ha="left", va="center", size=10)
    axes.text(0.98 * most, 0.05 * most, "happened less often than said", color=SOFT, ha="right", va="center", size=10)
    said = [one.said for one in bins]
    seen = [one.seen.value or 0.0 for one in bins]
    axes.vlines(said, [one.seen.low or 0.0 for one in bins], [one.seen.high or 0.0 for one in bins], color=BLUE, lw=1.8)
    axes.plot(said, seen, color=BLUE, linewidth=1.6, marker="o", markersize=7, markeredgecolor="white")
    labelled(axes, y=f"share of {sample.yes} that was seen")
