from dataclasses import FrozenInstanceError
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from scorewright.declare.errors import DeclarationError
from scorewright.declare.simulation import Case, Feedback, Simulation

AT = datetime(2026, 1, 1, tzinfo=UTC)


def case(**changes: Any) -> Case:
    return Case(**({"record": {}, "at": AT, "probability": 0.5, "label": 1, "feedback": None} | changes))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"at": datetime(2026, 1, 1)}, "at: must carry its offset"),  # noqa: DTZ001 - it is what is refused
        ({"probability": 1.01}, r"probability: 1\.01 must lie between 0 and 1"),
        ({"probability": float("nan")}, "probability: nan must lie"),
        ({"label": 2}, "label: 2 must be 0 or 1"),
    ],
)
def test_case__part_that_is_impossible__names_it(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ValueError, match=f"case: {words}"):
        case(**changes)


def test_feedback__before_the_decision__is_refused() -> None:
    assert Feedback("1", timedelta(0), true=True).after == timedelta(0)
    with pytest.raises(ValueError, match=r"feedback: after: .*must not be negative"):
        Feedback("1", timedelta(seconds=-1), true=True)


def test_case__the_truth__cannot_be_changed() -> None:
    with pytest.raises(FrozenInstanceError):
        case().label = 0  # type: ignore[misc]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "A year"}, "'A year': name: must be at most 50 lower-case letters"),
        ({"title": " "}, "'year': title: must say something"),
        ({"starts": date(2026, 1, 31)}, "'year': starts: 2026-01-31 must be the first of a month"),
        ({"variants": {"A flood": lambda *_: None}}, "'year': variants: 'A flood' must be at most 50 lower-case"),
    ],
)
def test_simulation__part_that_is_wrong__names_it(changes: dict[str, Any], words: str) -> None:
    parts: dict[str, Any] = {"name": "year", "title": "A year", "starts": date(2026, 1, 1), "world": lambda *_: None}
    with pytest.raises(DeclarationError, match=f"simulation {words}"):
        Simulation(**(parts | changes))


def test_simulation__variant__is_made_by_its_name_and_the_world_without() -> None:
    worlds: Any = {"world": lambda *asked: ("world", asked), "variants": {"flood": lambda *asked: ("flood", asked)}}
    declared = Simulation(name="year", title="A year", starts=date(2026, 1, 1), **worlds)
    assert declared.made(1, 2) == ("world", (1, 2))
    assert declared.made(1, 2, "flood") == ("flood", (1, 2))
