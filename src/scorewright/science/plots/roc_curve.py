"""The receiver operating characteristic: who is found, against who is troubled for nothing."""

from typing import TYPE_CHECKING

import numpy as np

from scorewright.science.metrics.bootstrap import Interval
from scorewright.science.metrics.ranking import operating_points
from scorewright.science.metrics.threshold import confusion, false_positive_rate, recall
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
from scorewright.science.plots.words import with_interval

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def roc_curve(sample: Sample, *, auc: Interval, threshold: float) -> bytes:
    """The curve with its area ``auc`` and the point at which labels are positive above ``threshold``, as PNG.

    Where the sample holds a single class, the figure says that there is no curve.
    """
    frame = Frame(
        title="ROC curve",
        subtitle=(
            f"ROC-AUC {with_interval(auc)}: the chance that {sample.yes} is ranked above {sample.no}; "
            "guessing gives 0.5"
        ),
        caption=f"{sample.caption} In brackets: 95 % interval.",
    )
    return png(frame, lambda figure: _draw(figure, sample, threshold))


def _draw(figure: "Figure", sample: Sample, threshold: float) -> None:
    axes = figure.add_subplot()
    plain_axes(axes)
    shares(axes)
    axes.set_aspect("equal")
    labelled(axes, x=f"share of {sample.no} that is labelled {sample.yes}", y=f"share of {sample.yes} that is found")
    true, false = operating_points(sample.y, sample.p)
    if not true[-1] or not false[-1]:
        instead_of_curve(axes, "No curve: all rows have the same outcome.")
        return
    axes.plot([0, 1], [0, 1], color=SOFT, linewidth=1.2, linestyle=(0, (5, 4)))
    axes.text(0.82, 0.78, "guessing", color=SOFT, rotation=45, rotation_mode="anchor", ha="center", va="top")
    x, y = np.append(0, false / false[-1]), np.append(0, true / true[-1])
    axes.fill_between(x, x, y, where=y >= x, interpolate=True, color=PALE_BLUE, alpha=0.45, linewidth=0)
    axes.plot(x, y, color=BLUE, linewidth=2.4, solid_joinstyle="round")
    counts = confusion(sample.y, sample.p, threshold)
    at = (false_positive_rate(counts) or 0.0, recall(counts) or 0.0)
    words = f"threshold {threshold:.3g}:\n{at[1]:.0%} found,\n{at[0]:.0%} false alarms".replace("%", " %")
    mark_point(axes, at, words, place=(0.76, 0.17))  # below the diagonal nothing else is
