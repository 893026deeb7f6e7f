from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from scorewright.declare.errors import DeclarationError, RecordRejected
from scorewright.declare.fallback import Fallback
from scorewright.declare.features import Feature
from scorewright.declare.fields import Number
from scorewright.declare.gates import Gate
from scorewright.declare.outcome import Outcome
from scorewright.declare.records import accept_record
from scorewright.declare.training import FeatureSelection, Training
from scorewright.declare.use_case import UseCase

MakeUseCase = Callable[..., UseCase]
X = Feature(name="x", compute=lambda _: 1.0)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "Loans"}, "name"),
        ({"name": "l" * 51}, "name"),
        ({"record": "never"}, "record: 'never' is not one of before, after"),
        *(
            ({"aliases": (alias,)}, f"aliases: {alias!r} must be at most 100")
            for alias in ("/v2/loans", "v2//loans", "V2/loans", "v2/loans?", "", "v2/../x", "v" * 101, "v2/loans\n")
        ),
        ({"aliases": ("v2/loans", "v2/loans/")}, "aliases: v2/loans must not be declared twice"),
        ({"fields": ()}, "fields: must not be empty"),
        ({"fields": (Number(name="n"), Number(name="n"))}, "n must not be declared twice"),
        ({"features": ()}, "features: must not be empty"),
        ({"features": (X, X)}, "features: x must not be declared twice"),
        ({"gates": ()}, "gates: must not be empty"),
        ({"gates": (Gate("ks", ">", 0.1), Gate("ks", ">", 0.2))}, "gates: ks > must not"),
        ({"outcome": Outcome(name="home", positive=1, negative=0, window=timedelta(1))}, "must not be a field"),
        (
            {"training": Training(selection=FeatureSelection(method="manual", names=("star_sign",)))},
            "selection: names: star_sign must be features",
        ),
        ({"training": Training(split="group", split_by="branch")}, "split_by 'branch' must be a field"),
        ({"unit_field": "customer"}, "unit_field: 'customer' must be a field"),
        ({"examples": ()}, "examples: must hold at least one"),
        ({"examples": ({"income": "much", "home": "own"},)}, "examples: number 1: income: must be a number"),
        ({"features": (Feature(name="x", compute=lambda r: r["origin"]),)}, "asks for 'origin', which is protected"),  # type: ignore[arg-type, return-value]
        ({"features": (Feature(name="x", compute=lambda _: 1 / 0),)}, "fails: ZeroDivisionError"),
        ({"fallback": Fallback(probability=lambda _: 1.2)}, "fallback: gives 1.2"),
        ({"fallback": Fallback(probability=lambda _: float("nan"))}, "fallback: gives nan"),
        ({"fallback": Fallback(probability=lambda _: "high")}, "fails: TypeError"),  # type: ignore[arg-type, return-value]
        ({"fallback": Fallback(probability=lambda r: float(len(str(r["origin"]))))}, "asks for 'origin'"),
    ],
)
def test_use_case__broken_rule__names_use_case_part_and_rule(
    make_use_case: MakeUseCase, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(DeclarationError, match="use case '") as error:
        make_use_case(**changes)
    assert words in str(error.value)


def test_visible__protected_field__is_left_out(make_use_case: MakeUseCase) -> None:
    use_case = make_use_case()
    record = accept_record(use_case.fields, {"income": 1, "home": "own", "origin": "there"})
    assert use_case.visible(record) == {"income": 1, "home": "own"}
    assert use_case.compute(use_case.visible(record)) == {"income": 1.0, "home": "own"}


def test_read_row__row_of_a_file__gives_record_and_label(make_use_case: MakeUseCase) -> None:
    row = {"income": "-9", "home": "rent", "origin": "here", "late": "yes"}
    assert make_use_case().read_row(row) == ({"income": None, "home": "rent", "origin": "here"}, 1)


@pytest.mark.parametrize(
    ("changes", "error"),
    [({"home": "tent"}, RecordRejected), ({"late": "perhaps"}, ValueError), ({"more": "1"}, RecordRejected)],
)
def test_read_row__broken_row__raises(
    make_use_case: MakeUseCase, changes: dict[str, str], error: type[Exception]
) -> None:
    with pytest.raises(error):
        make_use_case().read_row({"income": "1", "home": "rent", "origin": "", "late": "no"} | changes)


def test_read_row__no_outcome__raises_key_error(make_use_case: MakeUseCase) -> None:
    with pytest.raises(KeyError, match="late"):
        make_use_case().read_row({"income": "1", "home": "rent"})


def test_use_case__aliases__are_addresses_below_api(make_use_case: MakeUseCase) -> None:
    assert make_use_case(aliases=("v2/predict/conflict/", "loans-2_x")).aliases == ("v2/predict/conflict/", "loans-2_x")
