"""Where on a curve the threshold of the decision stands."""

from typing import TYPE_CHECKING

from scorewright.science.plots.style import INK, ORANGE

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def mark_point(axes: "Axes", at: tuple[float, float], words: str, *, place: tuple[float, float]) -> None:
    """A dot at ``at``, both shares, and beside a dot of the same kind what it means, around ``place`` of the axes."""
    axes.plot(
        *([share] for share in at),
        marker="o",
        markersize=9,
        color=ORANGE,
        markeredgecolor="white",
        markeredgewidth=1.5,
        linestyle="none",
        zorder=5,
        label=words,
    )
    axes.legend(
        loc="center",
        bbox_to_anchor=place,
        labelcolor=INK,
        fontsize=10.5,
        handletextpad=0.3,
        borderpad=0.2,
        framealpha=0.85,
        edgecolor="none",
        facecolor="white",
    )
