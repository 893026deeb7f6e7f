"""Which way a model moves, against what it answers."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.typing import NDArray

from scorewright.science.artefacts.admission import admit
from scorewright.science.artefacts.directions import directions_of
from scorewright.science.artefacts.reading import read
from scorewright.science.artefacts.running import load
from scorewright.science.artefacts.stress import stress_rows
from scorewright.science.calibration.platt import Platt
from scorewright.science.learners.catalogue import LEARNERS
from scorewright.science.learners.training import train
from scorewright.science.table import Column, Table

HEEDLESS = ("logistic_regression", "neural_network")
COLUMNS = (
    Column("plan", "category"),
    Column("up", monotone=1),
    Column("down", monotone=-1),
    Column("bent"),
    Column("constant"),
)


def made(rows: int, seed: int) -> tuple[Table, NDArray[np.int64]]:
    rng = np.random.default_rng(seed)
    numbers = {name: rng.normal(size=rows) for name in ("up", "down", "bent")}
    plan = rng.choice(np.array(["basic", "gold", ""], dtype=object), rows)
    score = 2 * numbers["up"] - numbers["down"] + numbers["bent"] ** 2 + (plan == "gold") + rng.normal(size=rows)
    numbers["up"][::5] = np.nan
    return Table(COLUMNS, {"plan": plan, **numbers, "constant": np.ones(rows)}), (score > 1).astype(np.int64)


@pytest.mark.parametrize("name", LEARNERS)
def test_directions__any_learner__are_kept_by_its_answers(name: str) -> None:
    model = train(name, *made(250, 1), seed=1)
    runner = load(model.to_onnx())
    rows = stress_rows(made(50, 2)[0], model.split_points(), 30, np.random.default_rng(3))
    directions = runner.explain_table(rows.rows(np.arange(1)))[1][0].directions
    assert list(directions) == [column.name for column in COLUMNS]
    assert directions["plan"] == 0
    if name not in HEEDLESS:
        assert (directions["up"], directions["down"], directions["bent"]) == (1, -1, 0)
    if name == "logistic_regression":
        assert (directions["up"], directions["down"]) == (0, -1)  # an indicator of what is missing speaks as well
    if name == "neural_network":
        assert set(directions.values()) == {0}
    for column in ("up", "down", "bent"):
        steps = np.linspace(-3, 3, 25)
        answers = np.array(
            [runner.probability(Table(COLUMNS, {**rows.values, column: np.full(len(rows), at)})) for at in steps]
        )
        if directions[column]:
            assert np.all(directions[column] * np.diff(answers, axis=0) >= -1e-6)


def test_directions__model_that_ranks_the_wrong_way_round__turn_with_its_calibration() -> None:
    contents = read(admit(train("xgboost", *made(200, 1), seed=1).to_onnx()))
    turned = directions_of(replace(contents, calibrator=Platt(-1.0, 0.0)))
    assert turned == {name: -way for name, way in directions_of(contents).items()}
