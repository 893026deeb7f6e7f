import math
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.declare.confidence import Confidence, Part
from scorewright.declare.conformance import structural_faults
from scorewright.declare.decision import Decision, Verdict
from scorewright.declare.errors import DeclarationError
from scorewright.declare.records import Record
from scorewright.declare.use_case import UseCase

MakeUseCase = Callable[..., UseCase]
VERDICT = Decision(review_below=0.7).decide(0.8)


def part(name: str, weight: float, value: float) -> Part:
    return Part(name=name, weight=weight, of=lambda _, verdict: value)


@given(st.lists(st.tuples(st.integers(1, 1000), st.floats(0, 1)), min_size=1, max_size=12))
def test_sure__any_weights_that_sum_to_1_and_parts_within_0_and_1__lies_between_least_and_most(
    parts: list[tuple[int, float]],
) -> None:
    total = sum(weight for weight, _ in parts)
    made = Confidence(parts=tuple(part(str(at), weight / total, value) for at, (weight, value) in enumerate(parts)))
    assert math.isclose(math.fsum(one.weight for one in made.parts), 1, abs_tol=1e-9)
    values = [value for _, value in parts]
    assert min(values) - 1e-6 <= made.sure({}, VERDICT) <= max(values) + 1e-6
    assert 0 <= made.sure({}, VERDICT) <= 1


@pytest.mark.parametrize(
    ("parts", "rule"),
    [
        ((), "must be there"),
        ((part("a", 0.5, 1), part("a", 0.5, 1)), "a name of its own"),
        ((part("", 1.0, 1),), "a name of its own"),
        ((part("a", 0.0, 1), part("b", 1.0, 1)), "must be above 0"),
        ((part("a", math.nan, 1),), "must be above 0"),
        # The weights of an earlier system, whose confidence could be 110 %.
        (tuple(part(str(w), w, 1) for w in (0.35, 0.25, 0.20, 0.15, 0.1500001)), "must sum to 1, and sum to 1.1"),
    ],
)
def test_confidence__weights_that_are_none__are_refused(parts: tuple[Part, ...], rule: str) -> None:
    with pytest.raises(DeclarationError, match=rule):
        Confidence(parts=parts)


@pytest.mark.parametrize("value", [-0.1, 1.1, math.nan])
def test_sure__part_outside_0_and_1__is_named(value: float) -> None:
    with pytest.raises(ValueError, match="part 'odd' gives"):
        Confidence(parts=(part("odd", 1.0, value),)).sure({}, VERDICT)


def test_use_case__confidence_declared__sees_no_protected_field_and_the_verdict(make_use_case: MakeUseCase) -> None:
    seen: list[tuple[Record, Verdict]] = []

    def of(record: Record, verdict: Verdict) -> float:
        seen.append((record, verdict))
        return verdict.confidence

    use_case = make_use_case(confidence=Confidence(parts=(Part(name="label", weight=1.0, of=of),)))
    visible = use_case.visible(use_case.accept({"income": 1, "home": "own", "origin": "there"}))
    assert use_case.sure(visible, VERDICT) == VERDICT.confidence
    assert seen[-1] == (visible, VERDICT)
    assert make_use_case().sure(visible, VERDICT) is None


@pytest.mark.parametrize(
    ("of", "words"),
    [
        (lambda record, _: record["origin"] is None, "asks for 'origin', which is protected"),
        (lambda _, verdict: 2.0, "the confidence fails: ValueError"),
    ],
)
def test_use_case__confidence_that_fails_on_an_example__is_named(
    make_use_case: MakeUseCase, of: Any, words: str
) -> None:
    with pytest.raises(DeclarationError, match=words):
        make_use_case(confidence=Confidence(parts=(Part(name="odd", weight=1.0, of=of),)))


def test_conformance__confidence_that_fails_at_some_probabilities__is_a_fault(make_use_case: MakeUseCase) -> None:
    odds = Part(name="odds", weight=1.0, of=lambda _, verdict: min(1.0, 0.1 / (1 - verdict.probability)))
    faults = structural_faults(make_use_case(confidence=Confidence(parts=(odds,))))
    assert [fault for fault in faults if "confidence: fails with ZeroDivisionError" in fault]
