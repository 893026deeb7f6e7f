import math
from collections.abc import Callable
from typing import Any

import pytest

from scorewright.declare.advice import Advice, Advisor
from scorewright.declare.conformance import behavioural_faults, structural_faults
from scorewright.declare.errors import DeclarationError
from scorewright.declare.records import Record
from scorewright.declare.use_case import UseCase

MakeUseCase = Callable[..., UseCase]
WORDS = Advice("gap", "income", "Below what is usual.", "high", -3.0)
SEEN: list[Record] = []


def test_advise__none_declared__none(make_use_case: MakeUseCase) -> None:
    assert make_use_case().advise({}) is None


def test_advise__record__without_protected_fields_in_the_order_of_the_function(make_use_case: MakeUseCase) -> None:
    use_case = make_use_case(advisor=Advisor(advise=lambda record: (WORDS, Advice("strength", *sorted(record)))))
    visible = use_case.visible(use_case.accept({"income": 1, "home": "own", "origin": "there"}))
    assert use_case.advise(visible) == (WORDS, Advice("strength", "home", "income"))


@pytest.mark.parametrize(
    ("advise", "words"),
    [
        (lambda record: (Advice("gap", "origin", str(record["origin"])),), "asks for 'origin', which is protected"),
        (lambda _: 1 / 0, r"the advisor, .* fails: ZeroDivisionError"),
    ],
)
def test_use_case__advisor_that_fails_on_an_example__is_named(
    make_use_case: MakeUseCase, advise: Any, words: str
) -> None:
    with pytest.raises(DeclarationError, match=words):
        make_use_case(advisor=Advisor(advise=advise))


def test_advisor__no_version__is_refused() -> None:
    with pytest.raises(DeclarationError, match="version"):
        Advisor(advise=lambda _: (), version=" ")


def fails_where_poor(record: Record) -> tuple[Advice, ...]:
    return (Advice("gap", "income", "1 over it", value=1 / float(record["income"] or 0)),)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("advise", "words"),
    [
        (fails_where_poor, "advisor: fails with ZeroDivisionError"),
        (lambda record: [Advice("gap", "income", "a list")], "advisor: gives advice"),
        (lambda record: (Advice("gap", "income", " "),), "advisor: gives advice without words"),
        (lambda record: (Advice("gap", "income", "Not kept.", value=math.nan),), "cannot be kept"),
        (lambda record: SEEN.append(record) or (Advice("gap", "n", str(len(SEEN))),), "advisor: answers the same"),
    ],
)
def test_behavioural_faults__advisor__is_examined_like_a_feature(
    make_use_case: MakeUseCase, advise: Any, words: str
) -> None:
    faults = behavioural_faults(make_use_case(advisor=Advisor(advise=advise)))
    assert any(words in fault for fault in faults), faults


def test_structural_faults__advice_on_the_examples__is_examined(make_use_case: MakeUseCase) -> None:
    use_case = make_use_case(advisor=Advisor(advise=lambda _: (Advice("gap", "income", ""),)))
    assert any("advisor: gives advice without words" in fault for fault in structural_faults(use_case))
