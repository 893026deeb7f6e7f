import json
from collections.abc import Callable

import polars as pl
import pytest

from scorewright.declare.columns import ColumnPlan
from scorewright.declare.decoding import RecordDecoder
from scorewright.declare.errors import DeclarationError, Problem, RecordRejected
from scorewright.declare.features import take
from scorewright.declare.fields import Category, Number
from scorewright.declare.records import accept_record, read_record, record_schema
from scorewright.declare.rules import Rule
from scorewright.declare.use_case import UseCase

FIELDS = (
    Number(name="part", minimum=0, required=False, unit="months", description="Of it."),
    Number(name="whole", minimum=0, required=False),
    Category(name="home", categories=("own", "rent"), required=False),
)
PART = Rule("part", "<=", "whole")
FEATURES = (take(FIELDS[0]),)
BROKEN = Problem("part", "at_most", "must be at most whole", "integer")


@pytest.mark.parametrize(
    ("sign", "holds", "name"),
    [
        ("<=", (True, True, False), "at_most"),
        ("<", (True, False, False), "below"),
        (">=", (False, True, True), "at_least"),
        (">", (False, False, True), "above"),
    ],
)
def test_rule__each_sign__holds_as_it_says(sign: str, holds: tuple[bool, ...], name: str) -> None:
    rule = Rule("part", sign, "whole")  # type: ignore[arg-type]  # parametrised
    assert tuple(rule.holds(value, 2) for value in (1, 2, 3)) == holds
    assert rule.holds(None, 2)
    assert rule.holds(2, None)
    assert rule.name == name


def test_accept_record__rule_between_fields_and_others__names_all() -> None:
    with pytest.raises(RecordRejected) as rejected:
        accept_record(FIELDS, {"part": 3, "whole": 2, "home": "boat"}, [PART])
    assert {(problem.field, problem.rule) for problem in rejected.value.problems} == {
        ("home", "categories"),
        ("part", "at_most"),
    }


def test_accept_record__one_of_both_is_no_value__only_that_is_told() -> None:
    with pytest.raises(RecordRejected) as rejected:
        accept_record(FIELDS, {"part": 3, "whole": -1}, [PART])
    assert [problem.rule for problem in rejected.value.problems] == ["minimum"]


def test_read_record__rule_between_cells__is_told() -> None:
    with pytest.raises(RecordRejected, match="part: must be at most whole"):
        read_record(FIELDS, {"part": "3", "whole": "2", "home": ""}, [PART])
    assert read_record(FIELDS, {"part": "2", "whole": "2", "home": ""}, [PART])["part"] == 2


def test_decode__rule_between_fields__is_told_as_by_the_slow_way() -> None:
    decoder = RecordDecoder(FIELDS, [PART])
    with pytest.raises(RecordRejected) as rejected:
        decoder.decode(json.dumps({"part": 3, "whole": 2}).encode())
    assert rejected.value.problems == (BROKEN,)
    assert decoder.decode(b'{"part": 3}')["part"] == 3


@pytest.mark.parametrize("typed", [True, False])
def test_accept__frame_with_a_broken_rule__rejects_that_row_only(
    make_use_case: Callable[..., UseCase], typed: bool
) -> None:
    use_case = make_use_case(fields=FIELDS, features=FEATURES, rules=(PART,), examples=({"part": 1},))
    frame = pl.DataFrame({"part": [1, 3, None], "whole": [1, 2, 1]})
    accepted = ColumnPlan(use_case).accept(frame if typed else frame.cast(pl.String), typed=typed)
    assert accepted.rows.tolist() == [0, 2]
    (position, problems), *more = accepted.rejected
    assert (position, [problem.rule for problem in problems], more) == (1, ["at_most"], [])


def test_record_schema__rules__are_said_in_words() -> None:
    schema = record_schema(FIELDS, [PART])
    assert schema["properties"]["part"]["description"] == "Of it. Unit: months. It must be at most whole."
    assert "description" not in schema["properties"]["whole"]


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ((Rule("part", "<=", "home"),), "rules: part <= home: 'home' is no number field"),
        ((Rule("lost", "<=", "whole"),), "'lost' is no number field"),
        ((PART, PART), "one stands twice"),
    ],
)
def test_use_case__impossible_rules__are_named(
    make_use_case: Callable[..., UseCase], rules: tuple[Rule, ...], words: str
) -> None:
    with pytest.raises(DeclarationError, match=words):
        make_use_case(fields=FIELDS, features=FEATURES, rules=rules, examples=({},))


def test_rule__unknown_sign_or_itself__is_refused() -> None:
    with pytest.raises(DeclarationError, match="is not one of"):
        Rule("part", "=", "whole")  # type: ignore[arg-type]  # the point of this test
    with pytest.raises(DeclarationError, match="with itself"):
        Rule("part", "<", "part")
