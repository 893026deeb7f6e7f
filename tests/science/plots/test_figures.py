"""Every figure of every sample: usual, tiny, perfect, of one class, rare, and with names that want to break out."""

import io
import threading
from collections.abc import Callable
from functools import cache

import matplotlib as mpl
import numpy as np
import pytest
from PIL import Image

from scorewright.science.metrics.bootstrap import Interval
from scorewright.science.plots.calibration_curve import calibration_curve
from scorewright.science.plots.confusion_matrix import confusion_matrix
from scorewright.science.plots.precision_recall_curve import precision_recall_curve
from scorewright.science.plots.roc_curve import roc_curve
from scorewright.science.plots.sample import Sample
from scorewright.science.plots.score_distribution import score_distribution
from scorewright.science.plots.style import DOTS_PER_INCH

KNOWN, UNKNOWN = Interval(0.8, 0.75, 0.85), Interval(None, None, None)
HOSTILE = "$\\frac{1}{ <script>alert('x')</script> \x00 _a %s {0} \u202e 模型"
FIGURES: dict[str, Callable[[Sample, Interval], bytes]] = {
    "confusion": lambda sample, _: confusion_matrix(sample, threshold=0.5),
    "roc": lambda sample, found: roc_curve(sample, auc=found, threshold=0.5),
    "precision_recall": lambda sample, found: precision_recall_curve(sample, average_precision=found, threshold=0.5),
    "calibration": lambda sample, found: calibration_curve(sample, slope=found),
    "distribution": lambda sample, found: score_distribution(sample, ks=found, threshold=0.5),
}


def _drawn(rows: int, shift: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(rows)
    p = 1 / (1 + np.exp(-rng.normal(size=rows) - shift))
    return (rng.random(rows) < p).astype(np.int64), p


SAMPLES = {
    "usual": Sample(*_drawn(300), "Churn", "Yes", "No"),
    "one row": Sample(np.array([1]), np.array([0.4]), "Churn", "Yes", "No"),
    "perfect": Sample(np.arange(80) // 40, (np.arange(80) // 40) * 0.8 + 0.1, "late", "yes", "no"),
    "no positive": Sample(np.zeros(40, dtype=np.int64), np.linspace(0, 0.4, 40), "late", "yes", "no"),
    "only positives": Sample(np.ones(40, dtype=np.int64), np.linspace(0, 1, 40), "late", "yes", "no"),
    "equal": Sample(np.arange(40) % 2, np.full(40, 0.5), "late", "yes", "no"),
    "rare": Sample(*_drawn(2000, -6.0), "fraud", "fraud", "honest"),
    "hostile": Sample(*_drawn(60), HOSTILE, HOSTILE, ""),
}


def _opened(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


@cache
def _once(figure: str, sample: str = "usual") -> bytes:
    """The figure where its interval is known, drawn once for all tests that look at it."""
    return FIGURES[figure](SAMPLES[sample], KNOWN)


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("sample", SAMPLES)
def test_figure__any_sample__is_a_png_with_something_on_it(figure: str, sample: str) -> None:
    for content in (_once(figure, sample), FIGURES[figure](SAMPLES[sample], UNKNOWN)):
        image = _opened(content)
        assert image.format == "PNG"
        assert image.width == round(5.6 * DOTS_PER_INCH)
        darkest, lightest = image.convert("L").getextrema()
        assert darkest < 80
        assert lightest == 255


@pytest.mark.parametrize("figure", FIGURES)
def test_figure__nothing_touches_the_edge__so_nothing_is_cut_off(figure: str) -> None:
    pixels = np.asarray(_opened(_once(figure)).convert("L"))
    assert (np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]]) == 255).all()


@pytest.mark.parametrize("figure", FIGURES)
def test_figure__same_sample_and_other_settings_of_the_machine__same_bytes(figure: str) -> None:
    first = _once(figure)
    with mpl.rc_context({"font.size": 30.0, "axes.facecolor": "red", "lines.linewidth": 9.0}):
        assert FIGURES[figure](SAMPLES["usual"], KNOWN) == first
    assert b"Software" not in first
    assert b"tEXt" not in first


def test_figure__other_sample__other_bytes() -> None:
    assert len({_once(figure, sample) for figure in FIGURES for sample in SAMPLES}) == 40


def test_figure__two_threads__the_same_bytes_as_one() -> None:
    alone = [_once(figure) for figure in FIGURES]
    together: dict[int, bytes] = {}

    def draw(place: int, figure: Callable[[Sample, Interval], bytes]) -> None:
        together[place] = figure(SAMPLES["usual"], KNOWN)

    threads = [threading.Thread(target=draw, args=pair) for pair in enumerate(FIGURES.values())]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [together[place] for place in range(len(alone))] == alone


def test_sample__faults__are_refused() -> None:
    for y, p in (([], []), ([2], [0.1]), ([1], [1.5]), ([1, 0], [0.5])):
        with pytest.raises(ValueError, match=r"no row|nothing but 0 and 1|within|shape"):
            Sample(np.array(y, dtype=np.int64), np.array(p, dtype=np.float64), "a", "b", "c")


def test_sample__long_and_unprintable_names__short_and_printable() -> None:
    sample = SAMPLES["hostile"]
    assert all(name.isprintable() and len(name) <= 20 for name in (sample.outcome, sample.positive, sample.negative))
    assert sample.negative == "?"
