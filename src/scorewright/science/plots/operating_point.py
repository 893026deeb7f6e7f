"""Where on a curve the threshold of the decision stands."""

from typing import TYPE_CHECKING, Literal

from scorewright.science.plots.style import INK, ORANGE

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def mark_point(axes: "Axes", at: tuple[float, float], words: str, room: Literal["left", "right"]) -> None:
    """A dot at ``at``, both shares, with ``words`` where the curve leaves ``room`` as long as they stay within."""
    x, y = at
    right, below = x < (0.55 if room == "right" else 0.4), y > 0.3
    axes.plot([x], [y], marker="o", markersize=9, color=ORANGE, markeredgecolor="white", markeredgewidth=1.5, zorder=5)
    axes.annotate(
        words,
        at,
        xytext=(14 if right else -14, -12 if below else 8),
        textcoords="offset points",
        ha="left" if right else "right",
        va="top" if below else "bottom",
        color=INK,
        fontsize=10.5,
        zorder=6,
        bbox={"facecolor": "white", "alpha": 0.85, "edgecolor": "none", "pad": 1.5},
    )
