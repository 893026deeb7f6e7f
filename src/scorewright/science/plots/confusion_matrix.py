"""Labels against outcomes, as four counts."""

from typing import TYPE_CHECKING

from scorewright.science.metrics.threshold import accuracy, confusion
from scorewright.science.plots.sample import Sample
from scorewright.science.plots.style import BLUE, INK, ORANGE, PALE_BLUE, PALE_ORANGE, Frame, png
from scorewright.science.plots.words import percent, wrapped

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def confusion_matrix(sample: Sample, *, threshold: float) -> bytes:
    """The four counts when labels are positive above ``threshold``, each with its share of the outcome, as PNG."""
    counts = confusion(sample.y, sample.p, threshold)
    right = counts.true_positives + counts.true_negatives
    frame = Frame(
        title="Labels against outcomes",
        subtitle=f"{right:,} of {len(sample.y):,} labels are right ({percent(accuracy(counts) or 0.0)})",
        caption=f"{sample.caption} Labelled {sample.yes} where the probability is above {threshold:.3g}. "
        "Each percentage is of its row.",
    )
    return png(frame, lambda figure: _draw(figure, sample, threshold))


def _draw(figure: "Figure", sample: Sample, threshold: float) -> None:
    from matplotlib.patches import Rectangle  # noqa: PLC0415 - loaded when something is drawn

    counts = confusion(sample.y, sample.p, threshold)
    axes = figure.add_subplot()
    rows = (
        (counts.negatives, ((counts.true_negatives, "right"), (counts.false_positives, "false alarms"))),
        (counts.positives, ((counts.false_negatives, "missed"), (counts.true_positives, "right"))),
    )
    for row, (whole, cells) in enumerate(rows):
        for column, (found, words) in enumerate(cells):
            good = row == column
            share = found / whole if whole else None
            axes.add_patch(
                Rectangle(
                    (column + 0.02, row + 0.02), 0.96, 0.96,
                    facecolor=PALE_BLUE if good else PALE_ORANGE,
                    edgecolor=BLUE if good else ORANGE,
                    linewidth=1.6 if good else 1.2,
                    linestyle="solid" if good else (0, (4, 3)),
                    alpha=0.9 if good else 0.5,
                )
            )  # fmt: skip
            axes.text(column + 0.5, row + 0.44, f"{found:,}", ha="center", va="center", size=24, weight="bold")
            told = words if share is None else f"{words}, {percent(share)}"
            axes.text(column + 0.5, row + 0.72, told, ha="center", va="center", size=11, color=INK)
    axes.set_xlim(0, 2)
    axes.set_ylim(2, 0)
    names = [wrapped(sample.no, 14), wrapped(sample.yes, 14)]
    axes.set_xticks([0.5, 1.5], names, size=11.5)
    axes.set_yticks([0.5, 1.5], names, size=11.5, rotation=90, va="center")
    axes.tick_params(length=0, top=True, labeltop=True, bottom=False, labelbottom=False)
    axes.xaxis.set_label_position("top")
    axes.set_xlabel("what the model said", size=11.5, labelpad=8)
    axes.set_ylabel("what happened", size=11.5, labelpad=8)
    for spine in axes.spines.values():
        spine.set_visible(False)
