from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from scorewright.declare.training import Training
from scorewright.loop.training.cross_validation import FoldAnswers, cross_validate
from scorewright.loop.training.processes.workers import workers
from scorewright.loop.training.rows.preparation import prepare
from scorewright.loop.training.rows.splitting import folds, holdout
from scorewright.loop.training.widths import width_of

PLAN = Training(learners=("logistic_regression",))


def answers(
    rows: int, *, calibrated: bool, seed: int = 1, scale: float = 1.0
) -> tuple[list[FoldAnswers], NDArray[np.int64]]:
    """Three folds of answers whose log odds are ``scale`` times too far from 0."""
    rng = np.random.default_rng(seed)
    truth = rng.normal(size=rows) * 3
    y = (rng.random(rows) < 1 / (1 + np.exp(-truth))).astype(np.int64)
    p = 1 / (1 + np.exp(-scale * truth))
    parts = np.array_split(rng.permutation(rows), 3)
    return [FoldAnswers(part, p[part], calibrated=calibrated) for part in parts], y


def test_width_of__answers_as_served__learnt_from_each_row_once() -> None:
    given, y = answers(600, calibrated=True)
    width = width_of(given, y, PLAN)
    assert width is not None
    assert width.rows == 600
    assert width.of(0.005) < 0.2
    assert width.of(0.5) == 1.0


def test_width_of__answers_before_calibration__calibrated_by_the_other_folds_first() -> None:
    given, y = answers(6_000, calibrated=False, scale=0.2)  # all of them between 0.1 and 0.9
    plan = replace(PLAN, calibration="platt")
    raw, calibrated = width_of(given, y, replace(PLAN, calibration="none")), width_of(given, y, plan)
    assert raw is not None
    assert calibrated is not None
    assert raw.of(0.015) == 1.0  # where no uncalibrated answer lies
    assert calibrated.of(0.015) < 0.2


@pytest.mark.parametrize("rows", [0, 20])
def test_width_of__too_few_answers__none(rows: int) -> None:
    given, y = answers(rows, calibrated=True)
    assert width_of(given, y, PLAN) is None


def test_width_of__answers_that_cannot_be_calibrated__none() -> None:
    given, y = answers(300, calibrated=False)
    flat = [FoldAnswers(fold.rows, np.full(len(fold.rows), 0.5), calibrated=False) for fold in given]
    assert width_of(flat, y, replace(PLAN, calibration="platt")) is None


def test_cross_validate__answers__for_every_row_once_by_a_model_without_it(use_case) -> None:
    training = prepare(use_case, use_case.load())
    rows = holdout(training, use_case.training).train
    with workers() as pool:
        found = cross_validate(
            pool,
            training.table,
            training.labels,
            folds(training, use_case.training, rows, 3),
            learners=["logistic_regression"],
            plan=use_case.training,
            decision=use_case.decision,
            on_fit=lambda: None,
        )["logistic_regression"]
    assert sorted(np.concatenate([fold.rows for fold in found.answers])) == sorted(rows)
    assert len(found.answers) == len(found.folds) == 3
