import numpy as np
import pytest

from scorewright.science.artefacts.graph import Graph
from scorewright.science.artefacts.linear import Linear
from scorewright.science.artefacts.running import Runner, load
from scorewright.science.table import Column, Table

A, B = Column("a"), Column("b", monotone=1)


@pytest.fixture
def runner() -> Runner:
    graph = Graph([A, B])
    features = graph.add("Concat", "a", "b", axis=1)
    return load(graph.finish(Linear(np.array([1.0, 0.0]), 0.0).write(graph, features)))


def test_columns__of_a_model__names_and_kinds_in_order(runner: Runner) -> None:
    assert runner.columns == (Column("a"), Column("b"))


def test_probability__columns_in_another_order_and_one_too_many__found_by_name(runner: Runner) -> None:
    values = {name: np.array([value]) for name, value in (("c", 9.0), ("b", 5.0), ("a", 0.0))}
    answers = runner.probability(Table((Column("c"), B, A), values))
    assert answers.tolist() == [0.5]
    assert answers.dtype == np.float64


def test_probability__no_rows__no_answers(runner: Runner) -> None:
    assert runner.probability(Table((A, B), {"a": np.empty(0), "b": np.empty(0)})).shape == (0,)


def test_probability__column_absent__key_error(runner: Runner) -> None:
    with pytest.raises(KeyError, match="b"):
        runner.probability(Table((A,), {"a": np.array([1.0])}))


def test_probability__infinite_input__refused_rather_than_answered(runner: Runner) -> None:
    with pytest.raises(ValueError, match="not a number"):
        runner.probability(Table((A, B), {"a": np.array([1.0]), "b": np.array([np.inf])}))
