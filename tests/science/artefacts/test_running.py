import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from scorewright.science.artefacts.description import Feature
from scorewright.science.artefacts.graph import ENCODED, NUMBERS, Graph
from scorewright.science.artefacts.linear import Linear
from scorewright.science.artefacts.running import Runner, load
from scorewright.science.learners.training import train
from scorewright.science.table import Column, Table

A, B = Column("a"), Column("b", monotone=1)
MIXED = Table(
    (Column("plan", "category"), Column("age"), Column("city", "category"), Column("income")),
    {
        "plan": np.array(["gold", "basic", ""] * 20, dtype=object),
        "age": np.where(np.arange(60) % 7 == 0, np.nan, np.arange(60.0)),
        "city": np.array(["Rome", "Oslo", "Bern", "Wien"] * 15, dtype=object),
        "income": np.arange(60.0) % 2 + np.arange(60) / 100,
    },
)


@pytest.fixture
def runner() -> Runner:
    graph = Graph([A, B])
    encoded = graph.add("Identity", NUMBERS, called=ENCODED)
    written = Linear(np.array([1.0, 0.0]), 0.0).write(graph, encoded)
    return load(graph.finish(written, [Feature("a", "a", 0.25), Feature("b", "b", 0.0)]))


@pytest.fixture(scope="module")
def mixed() -> Runner:
    """Numbers and categories by turns, so that their order matters."""
    return load(train("xgboost", MIXED, np.arange(60) % 2, seed=1).to_onnx())


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


def test_each__numbers_and_categories_each_in_their_order__as_the_table(mixed: Runner) -> None:
    expected = mixed.probability(MIXED)
    for row in range(len(MIXED)):
        numbers = [float(MIXED.numbers(name)[row]) for name in ("age", "income")]
        categories = [str(MIXED.categories(name)[row]) for name in ("plan", "city")]
        (answer,) = mixed.each([numbers], [categories])
        assert isinstance(answer, float)
        assert answer == pytest.approx(expected[row], abs=1e-15)
        assert mixed.explain(numbers, categories)[0] == pytest.approx(answer, abs=1e-15)


@pytest.mark.parametrize(("numbers", "categories"), [([1.0], []), ([1.0, 2.0, 3.0], []), ([1.0, 2.0], ["x"])])
def test_each__wrong_count_of_values__says_how_many(
    runner: Runner, numbers: list[float], categories: list[str]
) -> None:
    with pytest.raises(ValueError, match=r"the row has \d numbers and \d categories, and the model takes 2 and 0"):
        runner.each([numbers], [categories])


@pytest.mark.parametrize("learner", ["logistic_regression", "xgboost", "random_forest", "neural_network"])
def test_each__rows_of_one_run__as_one_by_one(learner: str) -> None:
    runner = load(train(learner, MIXED, np.arange(60) % 2, seed=1).to_onnx())
    numbers = np.column_stack([MIXED.numbers("age"), MIXED.numbers("income")]).tolist()
    categories = np.column_stack([MIXED.categories("plan"), MIXED.categories("city")]).tolist()
    alone = [runner.each([row[0]], [row[1]])[0] for row in zip(numbers, categories, strict=True)]
    assert runner.each(numbers, categories) == pytest.approx(alone, abs=1e-12)


def test_each__row_without_a_number_for_an_answer__is_nan_and_the_others_are_answered(runner: Runner) -> None:
    good, bad = runner.each([[1.0, 0.0], [np.inf, np.nan]], [[], []])
    assert [good] == runner.each([[1.0, 0.0]], [[]])
    assert not np.isfinite(bad)


def test_each__wrong_count_in_any_row__says_how_many(runner: Runner) -> None:
    with pytest.raises(ValueError, match="1 numbers and 0 categories"):
        runner.each([[1.0, 2.0], [1.0]], [[], []])


def test_explain__infinite_input__refused_rather_than_answered(runner: Runner) -> None:
    with pytest.raises(ValueError, match="not a number"):
        runner.explain([1.0, np.inf], [])


def test_explain__from_several_threads__the_same_answers(mixed: Runner) -> None:
    rows = [(float(number), float(number % 2)) for number in range(200)]
    expected = [mixed.explain(row, ("gold", "Rome")) for row in rows]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda row: mixed.explain(row, ("gold", "Rome")), rows)) == expected


def test_prepare_reasons__before_the_first_question__nothing_is_left_to_do() -> None:
    runner = load(train("xgboost", MIXED, np.arange(60) % 2, seed=1).to_onnx())
    runner.prepare_reasons()
    prepared = runner._explaining
    runner.explain([1.0, 2.0], ["gold", "Rome"])
    assert runner._explaining is prepared


def test_load__fresh_process__no_learner_library_is_loaded() -> None:
    asked = "import sys, scorewright.science.artefacts.certificate; print({'xgboost', 'sklearn'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_explain_table__two_rows__one_explanation_each(runner: Runner) -> None:
    probabilities, explanations = runner.explain_table(Table((A, B), {"a": np.array([0.0, 1.25]), "b": np.zeros(2)}))
    assert (
        probabilities.tolist()
        == runner.probability(Table((A, B), {"a": np.array([0.0, 1.25]), "b": np.zeros(2)})).tolist()
    )
    assert [explanation.contributions for explanation in explanations] == [{"a": -0.25, "b": 0.0}, {"a": 1.0, "b": 0.0}]
    assert {explanation.base for explanation in explanations} == {0.25}
