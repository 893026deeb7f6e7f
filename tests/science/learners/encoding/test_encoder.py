from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scorewright.science.artefacts.graph import Graph
from scorewright.science.learners.encoding.encoder import fit_encoder
from scorewright.science.learners.encoding.recipe import Recipe
from scorewright.science.table import Column, Table

Written = Callable[[Table, Callable[[Graph], str], int], NDArray[np.float64]]

RECIPES = st.builds(
    Recipe,
    categories=st.sampled_from(["one-hot", "ordinal", "target"]),
    impute=st.booleans(),
    indicate_missing=st.booleans(),
    standardise=st.booleans(),
    round_to_single=st.booleans(),
)
COLUMNS = (Column("a b"), Column("n"), Column("plan", "category"), Column("\u65e5\u672c", "category"))
NUMBERS = st.floats(-1e12, 1e12) | st.sampled_from([np.nan, 0.0, -0.0, 1e7 + 0.01])
WORDS = st.sampled_from(["", "basic", "gold", " ", "\u2603", 'it\'s "x"'])
ROWS = st.lists(st.tuples(NUMBERS, NUMBERS, WORDS, WORDS), min_size=2, max_size=12)


def table(rows: list[tuple[float, float, str, str]]) -> Table:
    cells = zip(*rows, strict=True)
    return Table(
        COLUMNS,
        {
            column.name: np.array(values, dtype=np.float64 if column.kind == "number" else object)
            for column, values in zip(COLUMNS, cells, strict=True)
        },
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(RECIPES, ROWS, ROWS)
def test_encoder__any_recipe_and_rows__graph_gives_the_same_features(
    run_graph: Written,
    recipe: Recipe,
    seen: list[tuple[float, float, str, str]],
    unseen: list[tuple[float, float, str, str]],
) -> None:
    y = np.arange(len(seen)) % 2
    encoder, features = fit_encoder(recipe, table(seen), y, seed=1)
    assert features.shape == (len(seen), len(encoder.names))
    assert len(encoder.sources) == len(encoder.names) == len(set(encoder.names))
    for rows in (seen, unseen):
        expected = encoder.transform(table(rows))
        np.testing.assert_array_equal(run_graph(table(rows), encoder.write, len(encoder.names)), expected)
        assert not np.isinf(expected).any()
        assert not (recipe.impute and np.isnan(expected).any())
    if recipe.categories != "target":
        np.testing.assert_array_equal(features, encoder.transform(table(seen)))


def test_encoder__names__say_where_features_come_from() -> None:
    rows = [(1.0, np.nan, "gold", ""), (2.0, 3.0, "basic", "")]
    recipe = Recipe(categories="one-hot", impute=True, indicate_missing=True)
    encoder, _ = fit_encoder(recipe, table(rows), np.array([0, 1]), seed=1)
    assert encoder.names == ("a b", "n", "n is missing", 'plan = "basic"', 'plan = "gold"', '\u65e5\u672c = ""')
    assert encoder.sources == ("a b", "n", "n", "plan", "plan", "\u65e5\u672c")
    assert encoder.number_positions == {"a b": 0, "n": 1}


def test_encoder__column_absent__key_error() -> None:
    encoder, _ = fit_encoder(Recipe(categories="ordinal"), table([(1.0, 2.0, "a", "b")] * 2), np.array([0, 1]), seed=1)
    with pytest.raises(KeyError, match="n"):
        encoder.transform(Table((Column("a b"),), {"a b": np.array([1.0])}))
