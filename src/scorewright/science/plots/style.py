"""One look for all figures: few colours that colour-blind readers and a grey printer tell apart, large labels."""

import io
import threading
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from scorewright.science.plots.words import wrapped

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Okabe and Ito's blue and vermilion, both darkened: 4.5:1 against white, and apart in lightness.
INK, SOFT, RULE, PALE = "#1a1f24", "#57616b", "#dfe3e7", "#e6e9ec"
BLUE, ORANGE, PALE_BLUE, PALE_ORANGE = "#00588f", "#c8500a", "#b9d3e6", "#f3c9a8"
DOTS_PER_INCH = 160
MARGIN = 0.14
TITLE, SUBTITLE, CAPTION = 14.0, 11.0, 9.5
LETTERS_AN_INCH = 12.3

# Whatever a machine's own settings say, a figure looks the same. (Any: matplotlib types the names as literals.)
_SETTINGS: Mapping[Any, object] = MappingProxyType(
    {
        "font.family": ["DejaVu Sans"],
        "font.size": 11.0,
        "text.color": INK,
        "text.parse_math": False,  # a "$" in somebody's name is a dollar
        "axes.edgecolor": SOFT,
        "axes.labelcolor": INK,
        "axes.labelsize": 11.0,
        "axes.linewidth": 0.9,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.axisbelow": True,
        "grid.color": RULE,
        "grid.linewidth": 0.8,
        "xtick.color": SOFT,
        "ytick.color": SOFT,
        "xtick.labelcolor": INK,
        "ytick.labelcolor": INK,
        "xtick.labelsize": 10.5,
        "ytick.labelsize": 10.5,
        "hatch.linewidth": 0.7,
    }
)
_ONE_AT_A_TIME = threading.Lock()  # matplotlib's settings belong to the whole process


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around a figure, and its size in inches."""

    title: str
    subtitle: str
    caption: str
    width: float = 5.6
    height: float = 5.0


def png(frame: Frame, draw: Callable[["Figure"], None]) -> bytes:
    """The figure that ``draw`` draws within ``frame``; equal drawings give equal bytes."""
    from matplotlib import rc_context, rcParamsDefault  # noqa: PLC0415 - loaded when something is drawn
    from matplotlib.backends.backend_agg import FigureCanvasAgg  # noqa: PLC0415 - loaded when something is drawn
    from matplotlib.figure import Figure  # noqa: PLC0415 - loaded when something is drawn

    usual = {name: value for name, value in rcParamsDefault.items() if not name.startswith("backend")}
    with _ONE_AT_A_TIME, rc_context({**usual, **_SETTINGS}), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing", category=UserWarning)  # it is drawn as a box
        figure = Figure(figsize=(frame.width, frame.height), dpi=DOTS_PER_INCH, facecolor="white")
        FigureCanvasAgg(figure)
        _surround(figure, frame)
        draw(figure)
        file = io.BytesIO()
        figure.savefig(file, format="png", dpi="figure", metadata={"Software": None})
    return file.getvalue()


def plain_axes(axes: "Axes", *, grid: str = "both") -> None:
    """Light lines to read values from, and no ticks."""
    axes.grid(visible=True, axis=grid)  # type: ignore[arg-type]
    axes.tick_params(length=0)


def labelled(axes: "Axes", *, x: str = "", y: str = "") -> None:
    """The axes' names, in lines that stay beside the axes."""
    axes.set_xlabel(wrapped(x, 44))
    axes.set_ylabel(wrapped(y, 34))


def end_of_axis(largest: float) -> float:
    """Where an axis of shares may end, so that ``largest`` is on it and small ones are not in a corner.

    >>> end_of_axis(0.07), end_of_axis(0.7)
    (0.1, 1.0)
    """
    return next((end for end in (0.02, 0.05, 0.1, 0.2, 0.4) if largest <= end), 1.0)


def shares(axes: "Axes", *, x: bool = True, y: bool = True, most: float = 1.0) -> None:
    """Axes of shares, from 0 to ``most``, written as per cents."""
    from matplotlib.ticker import FuncFormatter, MultipleLocator  # noqa: PLC0415 - loaded when something is drawn

    for wanted, axis in ((x, axes.xaxis), (y, axes.yaxis)):
        if wanted:
            axis.set_major_locator(MultipleLocator(most / 5))
            axis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.3g} %"))
    if x:
        axes.set_xlim(-0.015 * most, 1.015 * most)
    if y:
        axes.set_ylim(-0.015 * most, 1.03 * most)


def instead_of_curve(axes: "Axes", words: str) -> None:
    """Say in the middle of the axes why there is nothing to see."""
    axes.text(0.5, 0.5, wrapped(words, 30), transform=axes.transAxes, ha="center", va="center", linespacing=1.5)


def _surround(figure: "Figure", frame: Frame) -> None:
    inch = 1 / frame.height
    left = MARGIN / frame.width
    letters = int((frame.width - 2 * MARGIN) * LETTERS_AN_INCH)
    subtitle, caption = wrapped(frame.subtitle, letters), wrapped(frame.caption, int(letters * SUBTITLE / CAPTION))
    title = wrapped(frame.title, int(letters * SUBTITLE / TITLE * 0.92))
    top = MARGIN * inch
    figure.text(left, 1 - top, title, size=TITLE, weight="bold", va="top")
    top += _height(title, TITLE) * inch
    figure.text(left, 1 - top, subtitle, size=SUBTITLE, color=SOFT, va="top")
    top += (_height(subtitle, SUBTITLE) + 0.08) * inch
    figure.text(left, MARGIN * inch, caption, size=CAPTION, color=SOFT, va="bottom")
    bottom = (MARGIN + _height(caption, CAPTION) + 0.08) * inch
    figure.set_layout_engine("constrained", rect=(0.01, bottom, 0.98, 1 - top - bottom))


def _height(text: str, size: float) -> float:
    """Inches that ``text`` takes, with what parts it from the next."""
    return (text.count("\n") + 1) * size * 1.32 / 72
