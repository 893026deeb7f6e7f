import numpy as np
import pytest
from numpy.typing import NDArray

from scorewright.science.artefacts.bulk import bulk
from scorewright.science.artefacts.running import load
from scorewright.science.artefacts.stress import stress_rows
from scorewright.science.learners.catalogue import LEARNERS
from scorewright.science.learners.out_of_fold import Calibration
from scorewright.science.learners.training import train
from scorewright.science.policy.probabilities import settle
from scorewright.science.table import Column, Table

COLUMNS = (Column("plan", "category"), Column("age"), Column("city", "category"), Column("income"))


def made(rows: int, seed: int) -> tuple[Table, NDArray[np.int64]]:
    rng = np.random.default_rng(seed)
    age = np.where(rng.random(rows) < 0.2, np.nan, rng.normal(size=rows))
    plan = rng.choice(np.array(["basic", "gold", "", "unseen 0"], dtype=object), rows)
    city = rng.choice(np.array(["gold", "Oslo"], dtype=object), rows)
    income = np.round(rng.uniform(1e7, 2e7, rows), 2)
    y = (np.nan_to_num(age) + (plan == "gold") + rng.normal(size=rows) > 0.5).astype(np.int64)
    return Table(COLUMNS, {"plan": plan, "age": age, "city": city, "income": income}), y


@pytest.mark.parametrize("calibration", ["none", "platt", "isotonic"])
@pytest.mark.parametrize("name", LEARNERS)
def test_probability__difficult_rows__as_one_by_one(name: str, calibration: Calibration) -> None:
    model = train(name, *made(400, 1), seed=1, calibration=calibration, calibration_folds=2)
    content = model.to_onnx()
    rows = stress_rows(made(300, 2)[0], model.split_points(), 1_500, np.random.default_rng(3))
    one_by_one, many = load(content).probability(rows), bulk(content, threads=2).probability(rows)
    np.testing.assert_allclose(many, one_by_one, atol=1e-12)
    np.testing.assert_array_equal(settle(many), settle(one_by_one))


@pytest.fixture(scope="module")
def boosted() -> bytes:
    return train("xgboost", *made(400, 1), seed=1).to_onnx()


def test_probability_of__matrices__in_the_order_of_their_kind(boosted: bytes) -> None:
    table, _ = made(50, 4)
    runner = bulk(boosted, threads=1)
    numbers = np.column_stack([table.numbers("age"), table.numbers("income")])
    categories = np.column_stack([table.categories("plan"), table.categories("city")])
    np.testing.assert_array_equal(runner.probability_of(numbers, categories), runner.probability(table))
    assert runner.columns == load(boosted).columns


def test_probability_of__infinite_number__the_largest_or_smallest_as_one_by_one(boosted: bytes) -> None:
    table, _ = made(4, 5)
    extreme = Table(COLUMNS, {**table.values, "income": np.array([np.inf, -np.inf, 1e300, -1e300])})
    np.testing.assert_allclose(
        bulk(boosted, threads=1).probability(extreme), load(boosted).probability(extreme), atol=1e-12
    )


def test_probability__no_rows__no_answers(boosted: bytes) -> None:
    assert bulk(boosted, threads=1).probability(made(0, 1)[0]).shape == (0,)


def test_probability_of__wrong_shape__says_which(boosted: bytes) -> None:
    with pytest.raises(ValueError, match=r"category cells have shape \(2, 1\), not \(2, 2\)"):
        bulk(boosted, threads=1).probability_of(np.zeros((2, 2)), np.full((2, 1), "", dtype=object))


def test_probability__column_absent__key_error(boosted: bytes) -> None:
    with pytest.raises(KeyError, match="city"):
        bulk(boosted, threads=1).probability(
            Table(COLUMNS[:2], {"plan": np.array(["a"]), "age": np.zeros(1), "income": np.zeros(1)})
        )


def test_probability__answer_that_is_no_number__refused() -> None:
    table, y = made(400, 1)
    content = train("logistic_regression", table, y, seed=1).to_onnx()
    endless = {**table.values, "age": np.full(400, np.inf), "income": np.full(400, -np.inf)}
    with pytest.raises(ValueError, match="not a number"):
        bulk(content, threads=1).probability(Table(COLUMNS, endless))
