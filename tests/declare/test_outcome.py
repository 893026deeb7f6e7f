from datetime import timedelta
from typing import Any

import pytest

from scorewright.declare.errors import DeclarationError
from scorewright.declare.outcome import Outcome

MONTH = timedelta(days=30)


@pytest.mark.parametrize(("positive", "negative"), [("Yes", "No"), (1, 0), (True, False)])
def test_label__either_value_as_itself_or_as_text__is_1_or_0(positive: Any, negative: Any) -> None:
    outcome = Outcome(name="left", positive=positive, negative=negative, window=MONTH)
    assert [outcome.label(value) for value in (positive, str(positive), negative, str(negative))] == [1, 1, 0, 0]
    assert (outcome.value(1), outcome.value(0)) == (positive, negative)


@pytest.mark.parametrize(("cell", "label"), [("true", 1), ("TRUE", 1), ("false", 0), ("False", 0)])
def test_label__true_or_false_in_any_case__is_read(cell: str, label: int) -> None:
    assert Outcome(name="left", positive=True, negative=False, window=MONTH).label(cell) == label
    assert Outcome(name="left", positive=False, negative=True, window=MONTH).label(cell) == 1 - label


@pytest.mark.parametrize("observed", [None, "", "maybe", "yes", 2, [1], {"a": 1}])
def test_label__anything_else__names_outcome_and_values(observed: object) -> None:
    with pytest.raises(ValueError, match="'left' must be 'Yes' or 'No'"):
        Outcome(name="left", positive="Yes", negative="No", window=MONTH).label(observed)


@pytest.mark.parametrize(
    ("changes", "part"),
    [
        ({"negative": "1"}, "differ"),
        ({"positive": True, "negative": "true"}, "differ"),
        ({"window": timedelta(0)}, "window"),
        ({"window": timedelta(days=-1)}, "window"),
    ],
)
def test_outcome__contradicts_itself__names_the_part(changes: dict[str, Any], part: str) -> None:
    parts: dict[str, Any] = {"name": "left", "positive": 1, "negative": 0, "window": MONTH} | changes
    with pytest.raises(DeclarationError, match=part):
        Outcome(**parts)
