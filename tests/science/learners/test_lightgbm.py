import numpy as np
import pytest

from scorewright.science.artefacts.running import load
from scorewright.science.learners.training import train
from scorewright.science.table import Column, Table


@pytest.mark.parametrize("shift", [-5.0, 0.0, 5.0])
def test_lightgbm__missing_only_after_training__read_as_zero_by_both(shift: float) -> None:
    rng = np.random.default_rng(0)
    x = rng.normal(size=300) + shift
    table = Table((Column("x"),), {"x": x})
    model = train("lightgbm", table, (x > shift).astype(np.int64), seed=1, parameters={"n_estimators": 20})
    unknown = Table(table.columns, {"x": np.array([np.nan, 0.0])})
    of_model, of_artefact = model.probability(unknown), load(model.to_onnx()).probability(unknown)
    assert of_model[0] == of_model[1]
    np.testing.assert_allclose(of_artefact, of_model, atol=1e-7)


def test_lightgbm__values_around_its_own_zero__read_alike_by_both() -> None:
    rng = np.random.default_rng(0)
    x = np.where(rng.random(400) < 0.3, 0.0, rng.normal(size=400))
    table = Table((Column("x"),), {"x": x})
    model = train("lightgbm", table, (x == 0).astype(np.int64), seed=1, parameters={"n_estimators": 20})
    zero = np.float32(1e-35)
    steps = [np.nextafter(zero, np.float32(end)) for end in (0, 1)] + [zero, np.float32(0)]
    near = Table(table.columns, {"x": np.array([sign * float(step) for step in steps for sign in (-1, 1)])})
    np.testing.assert_allclose(load(model.to_onnx()).probability(near), model.probability(near), atol=1e-7)
