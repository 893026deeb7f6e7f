from itertools import pairwise

import numpy as np
import pytest
from numpy.typing import NDArray

from scorewright.science.calibration.isotonic import Isotonic
from scorewright.science.calibration.platt import fit_platt
from scorewright.science.learners.out_of_fold import Probability, cross_calibrated, fit_calibrator
from scorewright.science.table import Column, Table


def test_fit_calibrator__every_row__answered_by_a_model_that_did_not_see_it() -> None:
    table = Table((Column("row"),), {"row": np.arange(60, dtype=np.float64)})
    asked: list[float] = []

    def train(seen: Table, _: NDArray[np.int64]) -> Probability:
        def probability(fold: Table) -> NDArray[np.float64]:
            assert not set(fold.numbers("row")) & set(seen.numbers("row"))
            asked.extend(fold.numbers("row"))
            return fold.numbers("row") / 60

        return probability

    y = (np.arange(60) % 3 == 0).astype(np.int64)
    calibrator = fit_calibrator(train, table, y, kind="isotonic", folds=4, seed=1)
    assert sorted(asked) == list(range(60))
    assert isinstance(calibrator, Isotonic)
    assert all(low < high for low, high in pairwise(calibrator.knots))


def test_fit_calibrator__answers_that_fall_with_the_outcome__refused_instead_of_turned_upside_down() -> None:
    y = np.array([0, 1] * 50)
    table = Table((Column("x"),), {"x": np.where(y == 1, 0.3, 0.6)})
    with pytest.raises(ValueError, match="does not rise with the outcome"):
        fit_calibrator(lambda *_: lambda rows: rows.numbers("x"), table, y, kind="platt", folds=5, seed=0)


def test_cross_calibrated__each_fold__by_the_line_of_the_others() -> None:
    rng = np.random.default_rng(3)
    p = rng.uniform(0.05, 0.95, 900)
    y = (rng.random(900) < p).astype(np.int64)
    folds = [(p[part], y[part]) for part in np.array_split(np.arange(900), 3)]
    found = cross_calibrated(folds, "platt")
    for left_out, (answers, _) in enumerate(folds):
        others = [fold for place, fold in enumerate(folds) if place != left_out]
        line = fit_platt(*(np.concatenate(part) for part in zip(*others, strict=True)))
        np.testing.assert_array_equal(found[left_out], line.apply(answers))


def test_cross_calibrated__ranking_upside_down__refused() -> None:
    p = np.linspace(0.1, 0.9, 60)
    folds = [(p, (p < 0.5).astype(np.int64))] * 3
    with pytest.raises(ValueError, match="does not rise with the outcome"):
        cross_calibrated(folds, "platt")
