"""Each method on a table whose useful columns are known."""

import numpy as np
import pytest
from numpy.typing import NDArray

from scorewright.science.artefacts.bulk import bulk
from scorewright.science.artefacts.certificate import certify
from scorewright.science.artefacts.running import load
from scorewright.science.feature_selection.selection import Method, Selection
from scorewright.science.learners.catalogue import LEARNERS
from scorewright.science.learners.columns import chosen_columns
from scorewright.science.learners.training import train
from scorewright.science.table import Column, Table

Labelled = tuple[Table, NDArray[np.int64]]
USEFUL = {"strong", "weak", "plan"}


@pytest.fixture(scope="module")
def rows() -> Labelled:
    rng = np.random.default_rng(5)
    count = 600
    plan = rng.choice(np.array(["basic", "gold", "silver"], dtype=object), count)
    cells: dict[str, NDArray[np.generic]] = {
        "noise 1": rng.normal(size=count),
        "strong": rng.normal(size=count),
        "colour": rng.choice(np.array(["red", "blue", ""], dtype=object), count),
        "noise 2": rng.exponential(size=count),
        "constant": np.full(count, 3.0),
        "weak": np.where(rng.random(count) < 0.1, np.nan, rng.normal(size=count)),
        "never there": np.full(count, np.nan),
        "plan": plan,
    }
    cells["strong again"] = cells["strong"].copy()
    logit = 1.5 * cells["strong"].astype(float) + np.nan_to_num(cells["weak"].astype(float)) + 1.5 * (plan == "gold")
    y = (rng.random(count) < 1 / (1 + np.exp(-logit))).astype(np.int64)
    kinds = {"colour": "category", "plan": "category"}
    return Table(tuple(Column(name, kinds.get(name, "number")) for name in cells), cells), y  # type: ignore[arg-type]


def test_chosen_columns__none__all(rows: Labelled) -> None:
    assert chosen_columns(Selection(), *rows, seed=1) == tuple(column.name for column in rows[0].columns)


def test_chosen_columns__auto__leaves_out_constants_and_repetitions(rows: Labelled) -> None:
    kept = chosen_columns(Selection("auto"), *rows, seed=1)
    assert set(kept) == {"noise 1", "strong", "colour", "noise 2", "weak", "plan"}


def test_chosen_columns__manual__those_named_in_the_order_of_the_table(rows: Labelled) -> None:
    assert chosen_columns(Selection("manual", ("plan", "strong")), *rows, seed=1) == ("strong", "plan")
    with pytest.raises(ValueError, match="there is no feature age; there are noise 1"):
        chosen_columns(Selection("manual", ("age",)), *rows, seed=1)


@pytest.mark.parametrize("method", ["rfe", "lasso", "tree_based"])
def test_chosen_columns__learnt__keeps_what_matters_and_drops_most_noise(rows: Labelled, method: Method) -> None:
    kept = set(chosen_columns(Selection(method), *rows, seed=1))
    assert kept >= {"weak", "plan"}
    assert kept & {"strong", "strong again"}
    assert len(kept - USEFUL - {"strong again"}) <= 2  # of five
    assert not kept & {"constant", "never there"}


@pytest.mark.parametrize("method", ["rfe", "lasso", "tree_based"])
def test_chosen_columns__nothing_to_learn__still_one_column(rows: Labelled, method: Method) -> None:
    table, y = rows
    shuffled = np.random.default_rng(2).permutation(y)
    assert 1 <= len(chosen_columns(Selection(method), table.only(["noise 1", "noise 2"]), shuffled, seed=1)) <= 2


@pytest.mark.parametrize("method", ["rfe", "lasso"])
def test_chosen_columns__one_row_of_a_class__refused(rows: Labelled, method: Method) -> None:
    table, y = rows
    chosen = np.append(np.flatnonzero(y == 0)[:30], np.flatnonzero(y == 1)[:1])
    with pytest.raises(ValueError, match="a class has fewer than two rows"):
        chosen_columns(Selection(method), table.rows(chosen), y[chosen], seed=1)


@pytest.mark.parametrize("learner", LEARNERS)
@pytest.mark.parametrize("names", [("strong", "plan"), ("weak",), ("colour", "plan")])
def test_train__with_fewer_columns__artefact_takes_all_and_looks_at_those(
    rows: Labelled, learner: str, names: tuple[str, ...]
) -> None:
    table, y = rows
    few = {"n_estimators": 10} if "n_estimators" in LEARNERS[learner].parameters else {}
    model = train(learner, table, y, seed=1, parameters=few, selection=Selection("manual", names))
    content = model.to_onnx()
    certify(model, content, table, label_of=lambda p: p > 0.5, band_of=None, rng=np.random.default_rng(1))
    artefact = load(content)
    assert [column.name for column in artefact.description.columns] == [column.name for column in table.columns]
    others = {column.name for column in table.columns} - set(names)
    scrambled = Table(
        table.columns,
        {name: np.roll(cells, 7) if name in others else cells for name, cells in table.values.items()},
    )
    np.testing.assert_array_equal(artefact.probability(table), artefact.probability(scrambled))
    importance = model.importance()
    assert importance is None or all(importance[name] == 0 for name in others)
    np.testing.assert_allclose(bulk(content, threads=1).probability(table), artefact.probability(table), atol=3e-6)
