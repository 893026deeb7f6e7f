import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.declare.errors import RecordRejected
from scorewright.declare.fields import Category, Flag, Number, Text
from scorewright.declare.records import (
    MOST_PROBLEMS,
    accept_part,
    accept_record,
    number,
    read_record,
    record_schema,
    text,
)
from scorewright.declare.rules import Rule

FIELDS = (
    Number(name="age", minimum=18, unit="years", description="At application."),
    Category(name="home", categories=("own", "rent"), required=False, missing_codes=("?",)),
    Flag(name="member"),
    Text(name="note", required=False),
)


def test_accept_record__several_broken_rules__names_all() -> None:
    with pytest.raises(RecordRejected) as rejected:
        accept_record(FIELDS, {"age": 17, "home": "boat", "colour": "vermilion"})
    assert {(problem.field, problem.rule) for problem in rejected.value.problems} == {
        ("colour", "unknown"),
        ("age", "minimum"),
        ("home", "categories"),
        ("member", "required"),
    }
    assert "vermilion" not in str(rejected.value)


def test_accept_record__more_broken_rules_than_anybody_reads__tells_a_hundred_and_how_many_more() -> None:
    unknown = {f"field {place}": place for place in range(40_000)}
    with pytest.raises(RecordRejected) as rejected:
        accept_record(FIELDS, {"age": 17, "home": "boat"} | unknown)
    *told, last = rejected.value.problems
    assert len(told) == MOST_PROBLEMS == 100
    assert [problem.field for problem in (told[0], *told[-4:])] == ["field 0", "field 96", "age", "home", "member"]
    assert (last.field, last.rule, last.received) == ("record", "more", "object")
    assert last.message == "breaks 39903 more rules, which are not listed"


def test_accept_record__exactly_as_many_as_are_told__no_more_said() -> None:
    with pytest.raises(RecordRejected) as rejected:
        accept_record([], {f"field {place}": place for place in range(MOST_PROBLEMS)})
    assert {problem.rule for problem in rejected.value.problems} == {"unknown"}
    assert len(rejected.value.problems) == MOST_PROBLEMS


@pytest.mark.parametrize("raw", [None, [], "age", 3])
def test_accept_record__no_object__is_rejected(raw: object) -> None:
    with pytest.raises(RecordRejected, match="must be an object"):
        accept_record(FIELDS, raw)


@given(st.dictionaries(st.text(), st.none() | st.booleans() | st.floats() | st.text() | st.lists(st.integers())))
def test_accept_record__any_object__is_accepted_or_rejected(raw: dict[str, object]) -> None:
    with pytest.raises(RecordRejected):
        accept_record(FIELDS, raw)


def test_accept_record__absent_and_null__are_the_same() -> None:
    record = accept_record(FIELDS, {"age": 20, "member": True})
    assert record == accept_record(FIELDS, {"age": 20, "member": True, "home": None, "note": None})
    assert record == {"age": 20, "home": None, "member": True, "note": None}


def test_accept_record__record__cannot_be_changed() -> None:
    record = accept_record(FIELDS, {"age": 20, "member": True})
    with pytest.raises(TypeError):
        record["age"] = 3  # type: ignore[index]  # the point of this test


@given(st.integers(18, 120), st.sampled_from(["own", "rent"]), st.booleans())
def test_read_record__same_content_as_json__is_the_same_record(age: int, home: str, member: bool) -> None:
    cells = {"age": str(age), "home": home, "member": str(member), "note": ""}
    assert read_record(FIELDS, cells) == accept_record(FIELDS, {"age": age, "home": home, "member": member})


def test_number_and_text__missing__are_nan_and_empty() -> None:
    record = {"age": None, "home": None, "member": True}
    assert math.isnan(number(record, "age"))
    assert text(record, "home") == ""
    assert number(record, "member") == 1


@pytest.mark.parametrize(("read", "name"), [(number, "home"), (text, "age")])
def test_number_and_text__other_kind__names_the_field(read: object, name: str) -> None:
    assert callable(read)
    with pytest.raises(TypeError, match=name):
        read({"age": 3, "home": "own"}, name)


def test_record_schema__tells_what_is_accepted() -> None:
    schema = record_schema(FIELDS)
    assert schema["required"] == ["age", "member"]
    assert schema["additionalProperties"] is False
    age = {"type": "number", "minimum": 18, "description": "At application. Unit: years."}
    assert schema["properties"]["age"] == age
    home = {"anyOf": [{"type": "string", "enum": ["own", "rent"]}, {"type": "null"}, {"enum": ["?"]}]}
    assert schema["properties"]["home"] == home


def test_record_schema__required_with_missing_codes__excludes_them() -> None:
    schema = record_schema([Number(name="n", missing_codes=(-9,))])
    assert schema["properties"]["n"] == {"type": "number", "not": {"enum": [-9]}}


def test_accept_part__fields_left_out_null_or_missing__are_no_fault_of_a_draft() -> None:
    fields = [Number(name="age", minimum=0), Number(name="income", missing_codes=(-9,)), Text(name="job")]
    assert dict(accept_part(fields, {"age": 31, "income": -9, "job": None})) == {"age": 31}
    assert dict(accept_part(fields, {})) == {}


def test_accept_part__what_is_there__is_held_to_its_rules() -> None:
    fields, rules = [Number(name="age", minimum=0), Number(name="since")], [Rule("since", "<=", "age")]
    with pytest.raises(RecordRejected) as rejected:
        accept_part(fields, {"age": -1, "colour": "red", "since": 4}, rules)
    assert [(one.field, one.rule) for one in rejected.value.problems] == [("colour", "unknown"), ("age", "minimum")]
    with pytest.raises(RecordRejected, match="since: must be at most age"):
        accept_part(fields, {"age": 3, "since": 4}, rules)
    with pytest.raises(RecordRejected, match="must be an object"):
        accept_part(fields, [1])
