import numpy as np
import pytest
from sklearn.inspection import permutation_importance as of_scikit_learn
from sklearn.linear_model import LogisticRegression

from scorewright.science.explanations.importance import permutation_importance, rows_within
from scorewright.science.metrics.calibration import brier
from scorewright.science.metrics.ranking import roc_auc
from scorewright.science.table import Column, Table

COLUMNS = (Column("useful"), Column("useless"), Column("kind", "category"))


def _world(rows: int = 1500) -> tuple[Table, np.ndarray]:
    rng = np.random.default_rng(4)
    useful, kind = rng.normal(size=rows), np.array(["x", ""], dtype=np.object_)[rng.integers(2, size=rows)]
    y = (rng.random(rows) < 1 / (1 + np.exp(-2 * useful - (kind == "x")))).astype(np.int64)
    return Table(COLUMNS, {"useful": useful, "useless": rng.normal(size=rows), "kind": kind}), y


def _answer(table: Table) -> np.ndarray:
    return 1 / (1 + np.exp(-2 * table.numbers("useful") - (table.categories("kind") == "x")))


def test_permutation_importance__known_model__useless_is_exactly_nothing_and_useful_most() -> None:
    table, y = _world()
    found = permutation_importance(_answer, table, y, roc_auc, greater_is_better=True, rng=np.random.default_rng(1))
    assert found["useless"].value == found["useless"].low == found["useless"].high == 0.0
    useful, kind = found["useful"], found["kind"]
    assert useful.value is not None
    assert kind.value is not None
    assert useful.value > kind.value > 0
    assert (useful.low or 0) < useful.value < (useful.high or 0)


def test_permutation_importance__numbers__agrees_with_scikit_learn() -> None:
    rng = np.random.default_rng(8)
    features = rng.normal(size=(2000, 3))
    y = (rng.random(2000) < 1 / (1 + np.exp(-features @ [1.5, 0.5, 0.0]))).astype(np.int64)
    model = LogisticRegression().fit(features, y)
    theirs = of_scikit_learn(model, features, y, scoring="roc_auc", n_repeats=20, random_state=1).importances_mean
    columns = tuple(Column(name) for name in "abc")
    table = Table(columns, {name: features[:, place] for place, name in enumerate("abc")})
    ours = permutation_importance(
        lambda rows: model.predict_proba(np.column_stack([rows.numbers(name) for name in "abc"]))[:, 1],
        table,
        y,
        roc_auc,
        greater_is_better=True,
        rng=rng,
        repeats=20,
        resamples=20,
    )
    assert [ours[name].value for name in "abc"] == pytest.approx(theirs.tolist(), abs=0.008)


def test_permutation_importance__lower_is_better__a_useful_column_is_still_above_zero() -> None:
    table, y = _world()
    found = permutation_importance(_answer, table, y, brier, greater_is_better=False, rng=np.random.default_rng(1))
    assert (found["useful"].low or 0) > 0


def test_permutation_importance__same_seed__same_numbers() -> None:
    table, y = _world(200)
    first, second = (
        permutation_importance(_answer, table, y, roc_auc, greater_is_better=True, rng=np.random.default_rng(3))
        for _ in range(2)
    )
    assert first == second


def test_permutation_importance__single_class__no_value() -> None:
    table, _ = _world(50)
    found = permutation_importance(
        _answer, table, np.zeros(50, dtype=np.int64), roc_auc, greater_is_better=True, rng=np.random.default_rng(1)
    )
    assert {one.value for one in found.values()} == {None}


def test_permutation_importance__every_column__is_told() -> None:
    table, y = _world(60)
    told: list[None] = []
    permutation_importance(
        _answer,
        table,
        y,
        roc_auc,
        greater_is_better=True,
        rng=np.random.default_rng(1),
        on_column=lambda: told.append(None),
    )
    assert len(told) == len(COLUMNS)


@pytest.mark.parametrize("wrong", [{"repeats": 0}, {"resamples": 0}])
def test_permutation_importance__nothing_to_repeat__is_refused(wrong: dict[str, int]) -> None:
    table, y = _world(60)
    with pytest.raises(ValueError, match="at least 1"):
        permutation_importance(
            _answer, table, y, roc_auc, greater_is_better=True, rng=np.random.default_rng(1), **wrong
        )


def test_rows_within__enough__all_rows() -> None:
    table, y = _world(100)
    assert rows_within(10_000, table, y, repeats=5, rng=np.random.default_rng(1)).tolist() == list(range(100))


def test_rows_within__too_many__fewer_of_each_class_in_proportion() -> None:
    table, _ = _world(1000)
    y = (np.arange(1000) < 10).astype(np.int64)
    rows = rows_within(1500, table, y, repeats=5, rng=np.random.default_rng(1))
    assert len(rows) == 100
    assert y[rows].sum() == 1
    assert len(np.unique(rows)) == 100
