import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from scorewright.science.calibration.conformal import EDGES, Width, fit_width, interval_of


def drawn(rng: np.random.Generator, rows: int) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Probabilities of a model that is wrong: overconfident, and blind to half of what decides."""
    truth = rng.normal(-1, 1.5, rows)
    p = 1 / (1 + np.exp(-(2 * truth + rng.normal(size=rows))))
    return p, (rng.random(rows) < 1 / (1 + np.exp(-truth))).astype(np.int64)


@pytest.mark.parametrize("coverage", [0.8, 0.9, 0.95])
def test_fit_width__model_that_is_wrong__covers_as_promised_in_every_bin(coverage: float) -> None:
    """Averaged over 300 calibration sets of 400 rows and as many new rows: the promise is on average over both."""
    rng = np.random.default_rng(1)
    covered, seen = np.zeros(len(EDGES) + 1), np.zeros(len(EDGES) + 1)
    for _ in range(300):
        width = fit_width(*drawn(rng, 400), coverage=coverage)
        assert width is not None
        p, y = drawn(rng, 400)
        place = np.searchsorted(EDGES, p, side="right")
        reach = np.array(width.reaches)[place]
        inside = np.abs(y - p) <= np.minimum(reach, 1.0)
        seen += np.bincount(place, minlength=len(seen))
        covered += np.bincount(place, weights=inside, minlength=len(seen))
    enough = seen > 1_000
    share = covered[enough] / seen[enough]
    noise = 4 * np.sqrt(coverage * (1 - coverage) / seen[enough])
    assert enough.sum() >= 12
    assert (share >= coverage - noise).all()
    # Not by saying 1 everywhere: outcomes are nearly settled where p is small.
    settled = fit_width(*drawn(rng, 20_000), coverage=0.8)
    assert settled is not None
    assert settled.of(0.015) < 0.2 < settled.of(0.5)


def test_fit_width__as_many_rows_as_the_rank_needs__the_largest_score_then_nothing_promised() -> None:
    p = np.full(40, 0.25)
    nine, eight = np.arange(40) < 9, np.arange(40) < 8
    for of_the_bin, reach in ((nine, 0.25), (eight, 1.0)):
        width = fit_width(np.where(of_the_bin, p, 0.75), np.where(of_the_bin, 0, 1))
        assert width is not None
        assert width.reaches[np.searchsorted(EDGES, 0.25)] == reach  # ceil(10 * 0.9) = 9 of 9, and 9 > 8


def test_fit_width__one_in_five_otherwise__not_settled_at_ninety_percent() -> None:
    p, y = np.full(100, 0.25), (np.arange(100) % 5 == 0).astype(np.int64)
    sure, loose = (fit_width(p, y, coverage=coverage) for coverage in (0.9, 0.7))
    assert sure is not None
    assert loose is not None
    assert sure.interval(0.25) == (0.0, 1.0)
    assert loose.interval(0.25) == (0.0, 0.5)


def test_fit_width__bin_without_rows__whole_interval() -> None:
    width = fit_width(np.full(50, 0.05), np.zeros(50, dtype=np.int64))
    assert width is not None
    assert width.of(0.97) == 1.0
    assert width.of(0.06) == pytest.approx(0.1)


def test_fit_width__fewer_than_thirty_rows__none() -> None:
    assert fit_width(np.full(29, 0.5), np.zeros(29, dtype=np.int64)) is None


@given(st.floats(0, 1))
def test_of__any_probability__within_nought_and_one_and_holds_it(p: float) -> None:
    width = fit_width(*drawn(np.random.default_rng(2), 500))
    assert width is not None
    low, high = width.interval(p)
    assert 0 <= low <= p <= high <= 1
    assert width.of(p) == high - low


@pytest.mark.parametrize("p", [-0.1, 1.1, np.nan])
def test_of__not_a_probability__refused(p: float) -> None:
    with pytest.raises(ValueError, match="p must lie within"):
        Width(0.9, (0.5,), (0.5, 0.5), 30).of(p)


def test_from_json__what_was_written__the_same() -> None:
    width = fit_width(*drawn(np.random.default_rng(2), 500))
    assert width is not None
    assert Width.from_json(json.loads(json.dumps(width.to_json()))) == width


@pytest.mark.parametrize(
    ("edges", "reaches", "coverage", "complaint"),
    [
        ((0.5, 0.5), (1.0, 1.0, 1.0), 0.9, "edges must rise"),
        ((0.0,), (1.0, 1.0), 0.9, "edges must rise"),
        ((0.5,), (1.0,), 0.9, "one reach more"),
        ((0.5,), (1.0, 1.5), 0.9, "one reach more"),
        ((0.5,), (1.0, 1.0), 1.0, "coverage must lie"),
    ],
)
def test_width__parts_that_do_not_fit__refused(
    edges: tuple[float, ...], reaches: tuple[float, ...], coverage: float, complaint: str
) -> None:
    with pytest.raises(ValueError, match=complaint):
        Width(coverage, edges, reaches, 30)


@given(st.floats(0, 1), st.floats(0, 1))
def test_interval_of__the_width_that_was_kept__is_the_interval_again(p: float, reach: float) -> None:
    width = Width(coverage=0.9, edges=(0.5,), reaches=(reach, reach), rows=40)
    assert interval_of(p, width.of(p)) == pytest.approx(width.interval(p), abs=1e-12)
    assert 0 <= interval_of(p, width.of(p))[0] <= interval_of(p, width.of(p))[1] <= 1
