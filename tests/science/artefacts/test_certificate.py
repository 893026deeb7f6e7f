from contextlib import nullcontext
from dataclasses import replace
from typing import Any

import numpy as np
import onnx
import pytest
from numpy.typing import NDArray

from scorewright.science.artefacts import certificate
from scorewright.science.artefacts.admission import ArtefactRefused
from scorewright.science.artefacts.bulk import bulk
from scorewright.science.artefacts.certificate import STRESS_ROWS, Certificate, ParityError, certify
from scorewright.science.learners.trained_model import TrainedModel
from scorewright.science.learners.training import train
from scorewright.science.policy.probabilities import settle
from scorewright.science.table import Column, Table


def label(probability: NDArray[np.float64]) -> NDArray[np.bool_]:
    return settle(probability) >= 0.5


def made(rows: int, seed: int) -> tuple[Table, NDArray[np.int64]]:
    x = np.random.default_rng(seed).normal(size=rows)
    return Table((Column("x"),), {"x": x}), (x > 0).astype(np.int64)


@pytest.fixture(scope="module")
def model() -> TrainedModel:
    return train("decision_tree", *made(300, 1), seed=1)


def with_leaf_changed(content: bytes, leaf: int, change: float) -> bytes:
    """The artefact with ``change`` added to the value of one leaf, counted in the order of the tree."""
    damaged = onnx.load_model_from_string(content)
    trees = next(node for node in damaged.graph.node if node.op_type == "TreeEnsembleRegressor")
    weights = next(attribute for attribute in trees.attribute if attribute.name == "target_weights")
    weights.floats[leaf] += change
    return bytes(damaged.SerializeToString())


def certified(model: TrainedModel, content: bytes) -> Certificate:
    return certify(
        model, content, made(100, 2)[0], label_of=label, band_of=lambda p: p > 0.9, rng=np.random.default_rng(0)
    )


def test_certify__true_artefact__states_what_was_compared(model: TrainedModel) -> None:
    found = certified(model, model.to_onnx())
    assert (found.rows, found.stress_rows) == (100, STRESS_ROWS)
    assert (found.flipped_labels, found.flipped_bands, found.stress_flipped_labels) == (0, 0, 0)
    assert found.largest_difference <= 1e-7
    assert found.bulk_largest_difference <= 1e-12
    assert (found.tolerance, found.bulk_tolerance) == (1e-5, 1e-6)


def test_certify__one_leaf_changed__parity_error_names_figure_limit_and_row(model: TrainedModel) -> None:
    with pytest.raises(
        ParityError, match=r"largest difference 0\.0\d+ on the hold-out rows is over the limit of 1e-05: row"
    ):
        certified(model, with_leaf_changed(model.to_onnx(), 0, 0.01))


def test_certify__difference_within_tolerance_but_over_the_threshold__labels_flipped(model: TrainedModel) -> None:
    at_answer = float(model.probability(made(100, 2)[0])[0])
    content = model.to_onnx()
    for leaf in range(2):
        content = with_leaf_changed(content, leaf, -5e-6)
    with pytest.raises(ParityError, match="labels flipped on the hold-out rows, over the limit of 0: row"):
        certify(
            model,
            content,
            made(100, 2)[0],
            label_of=lambda p: p >= at_answer - 2e-6,
            band_of=None,
            rng=np.random.default_rng(0),
        )


def test_certify__answers_that_are_no_numbers__never_certified(model: TrainedModel) -> None:
    with pytest.raises(ValueError, match="not a number"):
        certified(model, with_leaf_changed(model.to_onnx(), 0, np.nan))


def test_certify__split_moved_by_one_float32_step__found_by_the_stress_rows(model: TrainedModel) -> None:
    damaged = onnx.load_model_from_string(model.to_onnx())
    trees = next(node for node in damaged.graph.node if node.op_type == "TreeEnsembleRegressor")
    splits = next(attribute for attribute in trees.attribute if attribute.name == "nodes_values")
    moved = np.nextafter(np.array(splits.floats, dtype=np.float32), np.float32(9)).tolist()
    splits.floats[:] = moved
    with pytest.raises(ParityError, match="on the stress rows"):
        certified(model, damaged.SerializeToString())


@pytest.mark.parametrize(("apart", "allowed"), [(0.9e-6, True), (2e-6, False)])
def test_certify__bulk_engine__may_differ_from_the_artefact_by_a_millionth(
    model: TrainedModel, monkeypatch: pytest.MonkeyPatch, apart: float, *, allowed: bool
) -> None:
    """An engine that is a little less sure than the true one, which no row of this model would make of it."""
    true = bulk(model.to_onnx(), threads=1)

    def less_sure(*cells: Any) -> NDArray[np.float64]:
        found = true.answer(*cells)
        return found + apart * np.sign(0.5 - found)

    engine = replace(true, answer=less_sure)
    monkeypatch.setattr(certificate, "bulk", lambda content, *, threads: engine)
    expected = nullcontext() if allowed else pytest.raises(ParityError, match=r"2e-06 .* over the limit of 1e-06: row")
    with expected:
        assert certified(model, model.to_onnx()).bulk_largest_difference == pytest.approx(apart)


def test_certify__no_rows__refused(model: TrainedModel) -> None:
    with pytest.raises(ValueError, match="the hold-out has no rows"):
        certify(model, model.to_onnx(), made(0, 1)[0], label_of=label, band_of=None, rng=np.random.default_rng(0))


def test_certify__not_a_model__refused(model: TrainedModel) -> None:
    with pytest.raises(ArtefactRefused):
        certified(model, b"not a model")
