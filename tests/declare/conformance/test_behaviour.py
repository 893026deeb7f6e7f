import itertools
import random
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from scorewright.declare.conformance import behavioural_faults
from scorewright.declare.dataset import Dataset
from scorewright.declare.fallback import Fallback
from scorewright.declare.features import Feature, take
from scorewright.declare.fields import Category, Number
from scorewright.declare.records import Record, number, text
from scorewright.declare.training import Training
from scorewright.declare.use_case import UseCase

MakeUseCase = Callable[..., UseCase]
LOANS = "use case 'loans'"
COUNTER = itertools.count()
GENERATOR = np.random.default_rng(1)


def changes_the_record(record: Record) -> float:
    if isinstance(record, dict):
        record["income"] = 0.0
    return 1.0


IMPURE: dict[str, tuple[Callable[[Record], Any], str]] = {
    "clock": (lambda _: time.time(), "calls time"),
    "now": (lambda _: float(datetime.now().year), "calls datetime.now"),  # noqa: DTZ005 - the fault itself
    "chance": (lambda _: random.random(), "calls Random.random"),  # noqa: S311 - the fault itself
    "file": (lambda _: float(len(Path(__file__).read_text())), "calls open"),
    "rows before": (lambda _: float(next(COUNTER)), "answers the same record differently"),
    "chance of numpy": (lambda _: float(GENERATOR.random()), "answers the same record differently"),
    "change": (changes_the_record, "changes the record"),
}


def feature(compute: Callable[[Record], Any]) -> tuple[Feature, ...]:
    return (Feature(name="x", compute=compute),)


def test_behavioural_faults__all_in_order__finds_none(make_use_case: MakeUseCase) -> None:
    assert behavioural_faults(make_use_case()) == []


@pytest.mark.parametrize("kind", IMPURE)
def test_behavioural_faults__impure_feature__is_found(make_use_case: MakeUseCase, kind: str) -> None:
    compute, fault = IMPURE[kind]
    (found,) = behavioural_faults(make_use_case(features=feature(compute)))
    assert found.startswith(f"{LOANS}: feature 'x'")
    assert fault in found


def test_behavioural_faults__impure_fallback__is_found(make_use_case: MakeUseCase) -> None:
    fallback = Fallback(probability=lambda _: 0.5 if time.time() > 0 else 0.4)
    assert behavioural_faults(make_use_case(fallback=fallback)) == [
        f"{LOANS}: fallback: must be a function of the record alone, but calls time"
    ]


def test_behavioural_faults__fallback_out_of_range_for_some_rows__is_found(make_use_case: MakeUseCase) -> None:
    fallback = Fallback(probability=lambda record: number(record, "income") / 10_000)
    (found,) = behavioural_faults(make_use_case(fallback=fallback))
    assert found.startswith(f"{LOANS}: fallback: fails")


@pytest.mark.parametrize(
    ("features", "fault"),
    [
        (feature(lambda record: float(record["income"])), "fails with TypeError"),  # type: ignore[arg-type]  # the fault
        (feature(lambda record: 1.0 if record["home"] == "own" else "no"), "gives str, which is no number"),
        (
            feature(lambda record: record["origin"] if record["income"] == 3300 else 1.0),
            "fails with KeyError('origin')",
        ),
    ],
)
def test_behavioural_faults__feature_that_fails_for_some_records__is_found(
    make_use_case: MakeUseCase, features: tuple[Feature, ...], fault: str
) -> None:
    (found,) = behavioural_faults(make_use_case(features=features))
    assert fault in found


def test_behavioural_faults__unseen_category_breaks_a_feature__is_found(make_use_case: MakeUseCase) -> None:
    fields = (
        Number(name="income", required=False),
        Category(name="home", categories=("own", "rent"), open_set=True),
        Category(name="origin", categories=("here",), protected=True, required=False),
    )
    points = {"own": 1.0, "rent": 2.0}
    (found,) = behavioural_faults(
        make_use_case(fields=fields, features=feature(lambda record: points[text(record, "home")]))
    )
    assert "fails with KeyError" in found


def test_behavioural_faults__outcome_in_disguise__is_found(make_use_case: MakeUseCase) -> None:
    original = make_use_case()

    def load() -> Dataset:
        rows = [{**row, "reminders": "3" if row["late"] == "yes" else "0"} for row in original.load().rows]
        return Dataset(rows, "made up")

    reminders = Number(name="reminders")
    use_case = make_use_case(
        load=load,
        fields=(*original.fields, reminders),
        features=(*original.features, take(reminders)),
        examples=({"home": "own", "reminders": 0},),
    )
    assert behavioural_faults(use_case) == [
        f"{LOANS}: feature 'reminders': tells every outcome by itself, so it must know it already"
    ]


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (
            lambda rows: [*rows, {**rows[0], "home": "boat"}],
            "row 121 is not acceptable: home: must be one of own, rent",
        ),
        (lambda rows: [{**rows[0], "late": "perhaps"}], "row 1 is not acceptable: outcome 'late'"),
        (lambda rows: [row for row in rows if row["late"] == "no"], "must give rows of both outcomes"),
        (lambda rows: 1 / 0, "load: fails with ZeroDivisionError"),
    ],
)
def test_behavioural_faults__broken_data__is_found(make_use_case: MakeUseCase, change: Any, fault: str) -> None:
    rows = make_use_case().load().rows
    (found,) = behavioural_faults(make_use_case(load=lambda: Dataset(change(rows), "made up")))
    assert fault in found


def test_behavioural_faults__training_that_cannot_work__is_found(make_use_case: MakeUseCase) -> None:
    training = Training(learners=("lightgbm",), parameters={"lightgbm": {"subsample": 0.0001}})  # of no row at all
    (found,) = behavioural_faults(make_use_case(training=training))
    assert found.startswith(f"{LOANS}: journey: lightgbm fails on 120 rows")
