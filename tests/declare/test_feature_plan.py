import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorewright.declare.errors import RecordRejected
from scorewright.declare.feature_plan import FeaturePlan
from scorewright.declare.features import Feature
from scorewright.declare.records import Record, accept_record, number
from scorewright.declare.use_case import UseCase

MakeUseCase = Callable[..., UseCase]
CUSTOM: list[Callable[[Record], Any]] = [
    lambda record: float(len(record)),
    lambda record: sum(value is None for value in record.values()),
    lambda record: math.inf,
    lambda record: None,
]


@given(st.data())
@settings(max_examples=200, deadline=None)
def test_compute__any_declaration_and_record__is_as_the_use_case_computes(
    make_use_case: MakeUseCase, take_all: Any, declarations: Any, cells: Any, data: Any
) -> None:
    fields = data.draw(declarations)
    chosen = data.draw(st.lists(st.sampled_from(range(len(CUSTOM))), max_size=3, unique=True))
    custom = [Feature(name=f"custom {n}", compute=CUSTOM[n]) for n in chosen]
    features = data.draw(st.permutations([*take_all(fields), *custom]))
    raws = [{field.name: data.draw(cells) for field in fields} for _ in range(3)]
    for raw in raws:
        try:
            record = accept_record(fields, raw)
        except RecordRejected:
            continue
        use_case = make_use_case(
            fields=fields, features=tuple(features) or (Feature(name="x", compute=CUSTOM[0]),), examples=(raw,)
        )
        expected = use_case.compute(use_case.visible(record))
        for given_record in (record, dict(record)):
            computed = FeaturePlan(use_case).compute(given_record)
            assert [(n, type(v), v) for n, v in computed.items()] == [(n, type(v), v) for n, v in expected.items()]


def test_inputs__missing_values__are_nan_and_empty_text_in_the_order_of_features(make_use_case: MakeUseCase) -> None:
    use_case = make_use_case()
    plan = FeaturePlan(use_case)
    numbers, categories = plan.inputs(plan.compute({"income": 7, "home": "own", "origin": None}))
    assert (numbers, categories) == ([7.0], ["own"])
    numbers, categories = plan.inputs({"income": None, "home": None})
    assert math.isnan(numbers[0])
    assert categories == [""]


def test_inputs__number_feature_that_is_no_number__raises(make_use_case: MakeUseCase) -> None:
    plan = FeaturePlan(make_use_case())
    with pytest.raises(ValueError, match="high"):
        plan.inputs({"income": "high", "home": None})


def test_compute__protected_field__cannot_be_seen(make_use_case: MakeUseCase) -> None:
    seen: list[list[str]] = []

    def look(record: Record) -> float:
        seen.append(sorted(record))
        return 1.0

    plan = FeaturePlan(make_use_case(features=(Feature(name="x", compute=look),)))
    plan.compute({"income": 7, "home": "own", "origin": "there"})
    assert seen[-1] == ["home", "income"]


def test_compute__feature_that_writes__cannot_change_the_record(make_use_case: MakeUseCase) -> None:
    def write(record: Record) -> float:
        if record["income"] == 7:
            record["income"] = 8  # type: ignore[index]  # the point of this test
        return 1.0

    fields = make_use_case().fields[:2]
    plan = FeaturePlan(make_use_case(fields=fields, features=(Feature(name="x", compute=write),)))
    with pytest.raises(TypeError):
        plan.compute({"income": 7, "home": "own"})


def test_compute__failing_feature__raises_what_it_raises(make_use_case: MakeUseCase) -> None:
    feature = Feature(name="x", compute=lambda record: 1 / (number(record, "income") - 7))
    plan = FeaturePlan(make_use_case(features=(feature,)))
    with pytest.raises(ZeroDivisionError):
        plan.compute({"income": 7, "home": "own", "origin": None})
