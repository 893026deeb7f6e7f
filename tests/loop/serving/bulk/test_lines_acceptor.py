from dataclasses import replace

import pytest

from scorewright.loop.serving.bulk.lines_acceptor import LinesAcceptor

GOOD, BAD = b'{"distance": 80, "van": "small"}', b'{"distance": "far"}'


@pytest.mark.parametrize("kind", ["number", "category"])
@pytest.mark.parametrize("lines", [[], [GOOD], [GOOD, BAD, GOOD], [BAD]])
def test_accept__features_of_one_kind_only__no_column_of_the_other(small, kind, lines) -> None:
    features = tuple(feature for feature in small.features if feature.kind == kind)
    accepted = LinesAcceptor(replace(small, features=features), frozenset()).accept(lines)
    rows = lines.count(GOOD)
    assert accepted.numbers.shape == (rows, len(features) if kind == "number" else 0)
    assert accepted.categories.shape == (rows, len(features) if kind == "category" else 0)
    assert len(accepted.rejected) == lines.count(BAD)
