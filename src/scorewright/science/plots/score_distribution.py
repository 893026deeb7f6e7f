"""Probabilities by outcome: how well the model keeps the two apart."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scorewright.science.metrics.bootstrap import Interval
from scorewright.science.plots.sample import Sample
from scorewright.science.plots.style import (
    BLUE,
    INK,
    ORANGE,
    PALE_BLUE,
    PALE_ORANGE,
    Frame,
    end_of_axis,
    labelled,
    plain_axes,
    png,
    shares,
)
from scorewright.science.plots.words import count, with_interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

BARS = 25


def score_distribution(sample: Sample, *, ks: Interval, threshold: float) -> bytes:
    """A histogram of the probabilities for each outcome, one above the other, with the threshold, as PNG.

    ``ks`` is the largest distance of the two distributions.
    """
    clipped = "" if _end(sample, threshold) >= 1 else " The last bar holds all above."
    frame = Frame(
        title="Probabilities by outcome",
        subtitle=f"The less the two overlap, the better. Largest distance (KS) {with_interval(ks)}",
        caption=f"{sample.caption} Each histogram is of its own rows.{clipped} In brackets: 95 % interval.",
    )
    return png(frame, lambda figure: _draw(figure, sample, threshold))


def _draw(figure: "Figure", sample: Sample, threshold: float) -> None:
    most = _end(sample, threshold)
    p = np.minimum(sample.p, most)
    above, below = figure.subplots(2, 1, sharex=True, sharey=True)
    _histogram(above, p[sample.y == 1], f"{sample.outcome} {sample.yes}", most, (PALE_ORANGE, ORANGE, "////"))
    _histogram(below, p[sample.y == 0], f"{sample.outcome} {sample.no}", most, (PALE_BLUE, BLUE, ""))
    shares(below, y=False, most=most)
    for axes in (above, below):
        axes.axvline(threshold, color=INK, linewidth=1.4, linestyle=(0, (5, 3)))
    right = threshold < 0.6 * most
    above.annotate(
        f"threshold {threshold:.3g}", (threshold, 1), xycoords=("data", "axes fraction"),
        xytext=(5 if right else -5, -2), textcoords="offset points", ha="left" if right else "right", va="top",
        fontsize=10.5,
    )  # fmt: skip
    labelled(below, x=f"probability of {sample.yes} that the model said")


def _end(sample: Sample, threshold: float) -> float:
    return end_of_axis(max(sample.largest, threshold * 1.2))


def _histogram(axes: "Axes", p: NDArray[np.float64], title: str, most: float, look: tuple[str, str, str]) -> None:
    plain_axes(axes, grid="y")
    face, edge, hatch = look
    axes.set_title(f"{title}: {count(len(p), 'row')}", loc="left", size=11)
    axes.set_ylabel("share of them")
    axes.yaxis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")
    axes.locator_params(axis="y", nbins=4)
    if len(p):
        weights = np.full(len(p), 1 / len(p))
        edges = np.linspace(0, most, BARS + 1).tolist()
        axes.hist(p, bins=edges, weights=weights, color=face, edgecolor=edge, hatch=hatch, linewidth=0.8)
