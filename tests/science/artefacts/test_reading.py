"""What is written into a file can be read out of it again."""

from dataclasses import fields

import numpy as np
import pytest
from numpy.typing import NDArray
from onnx import ModelProto

from scorewright.science.artefacts.admission import admit
from scorewright.science.artefacts.dense import Dense, Layer
from scorewright.science.artefacts.description import Feature
from scorewright.science.artefacts.graph import ENCODED, NUMBERS, RAW, Graph
from scorewright.science.artefacts.reading import Predictor, read
from scorewright.science.artefacts.trees import Trees
from scorewright.science.learners.catalogue import LEARNERS
from scorewright.science.learners.out_of_fold import Calibration
from scorewright.science.learners.training import train
from scorewright.science.table import Column, Table

FEW = {name: {"n_estimators": 60} for name in ("random_forest", "extra_trees", "xgboost", "lightgbm")}


def made(rows: int) -> tuple[Table, NDArray[np.int64]]:
    rng = np.random.default_rng(1)
    age = np.where(rng.random(rows) < 0.2, np.nan, rng.normal(size=rows))
    plan = rng.choice(np.array(["basic", "gold", ""], dtype=object), rows)
    y = (np.nan_to_num(age) + (plan == "gold") + rng.normal(size=rows) > 0.5).astype(np.int64)
    return Table((Column("age"), Column("plan", "category")), {"age": age, "plan": plan}), y


def same(one: object, other: object) -> bool:
    if isinstance(one, Trees | Layer | Predictor):
        pairs = ((getattr(one, field.name), getattr(other, field.name)) for field in fields(one))
        return type(one) is type(other) and all(same(*pair) for pair in pairs)
    if isinstance(one, tuple) and isinstance(other, tuple):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, str):
        return one == other
    return bool(np.allclose(np.asarray(one), np.asarray(other), rtol=2e-7, atol=0))  # trees are kept in single


@pytest.mark.parametrize("name", LEARNERS)
@pytest.mark.parametrize("calibration", ["none", "platt", "isotonic"])
def test_read__any_learner_and_calibrator__the_model_as_it_was_written(name: str, calibration: Calibration) -> None:
    model = train(name, *made(300), seed=1, parameters=FEW.get(name), calibration=calibration, calibration_folds=2)
    contents = read(admit(model.to_onnx()))
    assert same(contents.predictor, model.fitted.predictor)
    assert [column.name for column in contents.description.columns] == ["age", "plan"]
    assert tuple(feature.name for feature in contents.description.features) == model.encoder.names
    if calibration == "none":
        assert contents.calibrator is None
    else:
        p = np.linspace(0, 1, 2001)
        assert contents.calibrator is not None
        assert model.calibrator is not None
        np.testing.assert_allclose(contents.calibrator.apply(p), model.calibrator.apply(p), atol=1e-14)


def test_log_odds__two_layers__as_the_graph_computes_them() -> None:
    layers = (Layer(np.array([[1.0, -1.0]]), np.array([0.1, -0.2])), Layer(np.array([[1.0], [2.0]]), np.array([-0.3])))
    hidden = np.maximum(np.array([[2.0 + 0.1, -2.0 - 0.2], [-1.0 + 0.1, 1.0 - 0.2]]), 0)
    expected = hidden @ np.array([1.0, 2.0]) - 0.3
    np.testing.assert_allclose(Dense(layers).log_odds(np.array([[2.0], [-1.0]])), expected)


def test_read__file_without_a_predictor_of_ours__says_so() -> None:
    graph = Graph([Column("a")])
    raw = graph.add("Identity", graph.add("Identity", NUMBERS, called=ENCODED), called=RAW)
    admitted: ModelProto = admit(graph.finish(raw, [Feature("a", "a", 0.0)]))
    with pytest.raises(ValueError, match="no predictor that we know"):
        read(admitted)
