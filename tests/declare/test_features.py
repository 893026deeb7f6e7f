import math

import numpy as np
import pytest

from scorewright.declare.errors import DeclarationError
from scorewright.declare.features import Feature, compute_features, feature_table, take
from scorewright.declare.fields import Category, Flag, Moment, Number, Text


def test_take__number_flag_and_category__are_features_as_they_are() -> None:
    features = [
        take(Number(name="n", unit="EUR"), monotone=1),
        take(Flag(name="f")),
        take(Category(name="c", categories=("a",))),
    ]
    assert compute_features(features, {"n": 3, "f": True, "c": "a"}) == {"n": 3.0, "f": 1.0, "c": "a"}
    assert compute_features(features, {"n": None, "f": None, "c": None}) == {"n": None, "f": None, "c": None}
    assert [(f.kind, f.unit, f.monotone) for f in features] == [
        ("number", "EUR", 1),
        ("number", "", 0),
        ("category", "", 0),
    ]


@pytest.mark.parametrize("field", [Number(name="n", protected=True), Text(name="t"), Moment(name="m")])
def test_take__field_that_is_no_feature__is_refused(field: Number | Text | Moment) -> None:
    with pytest.raises(DeclarationError, match=field.name):
        take(field)


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_compute_features__number_that_is_not_finite__is_missing(value: float) -> None:
    assert compute_features([Feature(name="x", compute=lambda _: value)], {}) == {"x": None}


def test_feature_table__missing_values__are_nan_and_empty_text() -> None:
    features = [Feature(name="x", compute=lambda _: None), Feature(name="c", compute=lambda _: None, kind="category")]
    table = feature_table(features, [compute_features(features, {})])
    assert np.isnan(table.numbers("x")).all()
    assert table.categories("c").tolist() == [""]


def test_feature__category_that_is_monotone_or_without_name__is_refused() -> None:
    with pytest.raises(DeclarationError, match="monotone"):
        Feature(name="c", compute=lambda _: "a", kind="category", monotone=1)
    with pytest.raises(DeclarationError, match="name"):
        Feature(name="", compute=lambda _: 1.0)


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"adverse": "Short time here", "description": "Time here."}, "Short time here"),
        ({"description": "Time here."}, "Time here."),
        ({}, "Monthly charges in EUR"),
        ({"adverse": " ", "description": "\n"}, "Monthly charges in EUR"),
    ],
)
def test_reason_words__nothing_said_of_it__are_the_next_best(parts: dict[str, str], words: str) -> None:
    assert Feature(name="MonthlyCharges_in_EUR", compute=lambda _: 1.0, **parts).reason_words == words  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["_", "x", "__a", "A", "日本"])
def test_reason_words__any_name__are_never_empty(name: str) -> None:
    assert Feature(name=name, compute=lambda _: 1.0).reason_words


def test_take__description_and_adverse_words__are_kept() -> None:
    field = Number(name="n", description="Time as a customer.")
    assert take(field).reason_words == "Time as a customer."
    assert take(field, adverse="Short time").reason_words == "Short time"
