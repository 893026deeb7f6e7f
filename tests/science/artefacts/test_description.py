import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.science.artefacts.description import Description, Feature, from_metadata
from scorewright.science.table import Column

NAMES = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
COLUMNS = st.lists(
    st.builds(Column, NAMES, st.sampled_from(["number", "category"])), unique_by=lambda column: column.name
)


@given(COLUMNS, st.data())
def test_from_metadata__what_was_written__read_again_the_same(columns: list[Column], data: st.DataObject) -> None:
    features: list[Feature] = []
    if columns:
        sources = st.sampled_from([column.name for column in columns])
        means = st.floats(allow_nan=False, allow_infinity=False)
        features = data.draw(st.lists(st.builds(Feature, NAMES, sources, means)))
    written = Description(tuple(columns), tuple(features))
    assert from_metadata(written.to_metadata()) == written


def test_of_kind__columns_by_turns__in_their_order() -> None:
    described = Description((Column("b"), Column("plan", "category"), Column("a")), ())
    assert described.of_kind("number") == ("b", "a")
    assert described.of_kind("category") == ("plan",)


@pytest.mark.parametrize("mean", [None, "1", True, [1.0]])
def test_from_metadata__mean_that_is_no_number__named_with_its_feature(mean: object) -> None:
    texts = Description((Column("a"),), ()).to_metadata()
    texts["features"] = json.dumps([{"name": "a is missing", "source": "a", "mean": mean}])
    with pytest.raises(ValueError, match="feature 'a is missing' in the metadata lacks its source or its mean"):
        from_metadata(texts)
