import json
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorewright.declare.decoding import MalformedJson, RecordDecoder
from scorewright.declare.errors import RecordRejected
from scorewright.declare.fields import Category, Field, Flag, Moment, Number, Text
from scorewright.declare.records import Record, accept_record
from scorewright.declare.rules import Rule

FIELDS = (
    Number(name="age", minimum=18, maximum=120, whole=True),
    Number(name="income", required=False, missing_codes=(-9, "unknown")),
    Category(name="home", categories=("own", "rent"), required=False, missing_codes=("?",)),
    Category(name="city", categories=("Ulm",), open_set=True),
    Flag(name="member"),
    Text(name="note", required=False),
    Moment(name="at", required=False),
)
GOOD: dict[str, Any] = {"age": 31, "income": 10.5, "home": "own", "city": "Bern", "member": True, "note": "ä"}


def slowly(fields: Sequence[Field], body: bytes, rules: Sequence[Rule] = ()) -> Record:
    def refuse(name: str) -> NoReturn:
        raise ValueError(name)

    try:
        raw = json.loads(body, parse_constant=refuse)
    except (ValueError, RecursionError):
        raise MalformedJson([]) from None
    return accept_record(fields, raw, rules)


def outcome(decode: Any, *arguments: Any) -> object:
    """What came of it, so exactly that 1, 1.0 and True differ."""
    try:
        record: Record = decode(*arguments)
    except MalformedJson:
        return "malformed"
    except RecordRejected as rejected:
        return rejected.problems
    return [(name, type(value), repr(value)) for name, value in record.items()]


def written(values: Mapping[str, Any], breakage: str) -> bytes:
    text = json.dumps(values)
    broken = {
        "none": text,
        "NaN": text.replace("NaN", "1").replace("-Infinity", "-1e999").replace("Infinity", "1e999"),
        "cut": text[:-1],
        "trailing": text + " 1",
        "twice": text[:-1] + ("," if values else "") + '"f 0": 1, "f 0": 3.0}',
        "raw": json.dumps(values, ensure_ascii=False),
    }[breakage]
    return broken.encode("utf-8", "surrogatepass")


@given(st.data())
@settings(max_examples=300, deadline=None)
def test_decode__any_declaration_and_body__is_as_the_slow_way(
    declarations: Any, rules_between: Any, cells: Any, fitting: Any, data: Any
) -> None:
    fields = data.draw(declarations)
    rules = data.draw(rules_between(fields))
    fit = {field.name: fitting(field) for field in fields}
    values = data.draw(st.fixed_dictionaries(fit))
    if data.draw(st.booleans()):
        values |= data.draw(st.dictionaries(st.sampled_from([*fit, "more"]), cells, max_size=2))
        values = {name: values[name] for name in values if data.draw(st.integers(0, 9))}
    body = written(values, data.draw(st.sampled_from(["none", "none", "NaN", "cut", "trailing", "twice", "raw"])))
    assert outcome(RecordDecoder(fields, rules).decode, body) == outcome(slowly, fields, body, rules)


@given(st.dictionaries(st.sampled_from([*GOOD, "at"]), st.floats() | st.integers() | st.text() | st.booleans()))
@settings(max_examples=300)
def test_decode__good_record_with_changes__is_as_the_slow_way(changes: dict[str, Any]) -> None:
    body = json.dumps(GOOD | changes).encode()
    assert outcome(RecordDecoder(FIELDS).decode, body) == outcome(slowly, FIELDS, body)


NUMERIC_CODE = Number(name="x", minimum=-10, missing_codes=(-9,))
TEXT_CODE = Category(name="x", categories=("a",), missing_codes=("?",))
NULL_CHARACTER = Category(name="x", categories=("a", "\x00"))


@pytest.mark.parametrize(
    ("field", "cell", "rule"),
    [
        (NUMERIC_CODE, -9, "required"),
        (NUMERIC_CODE, -9.0, "required"),
        (NUMERIC_CODE, -11, "minimum"),
        (TEXT_CODE, "?", "required"),
        (NULL_CHARACTER, "\x00", "characters"),
        (Flag(name="x"), 1, "type"),
        (Number(name="x"), True, "type"),
        (Number(name="x", whole=True), 1.5, "whole"),
        (Text(name="x"), 3, "type"),
    ],
)
def test_decode__value_that_is_nearly_right__breaks_its_rule(field: Field, cell: object, rule: str) -> None:
    with pytest.raises(RecordRejected) as rejected:
        RecordDecoder([field]).decode(json.dumps({"x": cell}).encode())
    assert [problem.rule for problem in rejected.value.problems] == [rule]


def test_decode__unknown_field__is_named() -> None:
    with pytest.raises(RecordRejected, match="colour: is not a field of this record"):
        RecordDecoder(FIELDS).decode(json.dumps(GOOD | {"colour": "red"}).encode())


def test_decode__field_of_somebody_else__is_asked_about_what_came(somebody_elses: Field) -> None:
    decoder = RecordDecoder([somebody_elses])
    assert dict(decoder.decode(b'{"even": 2}')) == {"even": 2}
    with pytest.raises(RecordRejected, match="must be an even whole number"):
        decoder.decode(b'{"even": 2.0}')


NUMBER_TEXTS = st.from_regex(r"-?(0|[1-9][0-9]{0,25})(\.[0-9]{1,25})?([eE][+-]?[0-9]{1,3})?", fullmatch=True)


@given(NUMBER_TEXTS)
@settings(max_examples=500)
def test_decode__number_in_any_notation__is_the_number_that_python_reads(text: str) -> None:
    fields = (Number(name="n"),)
    body = b'{"n": %s}' % text.encode()
    assert outcome(RecordDecoder(fields).decode, body) == outcome(slowly, fields, body)


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b"{", b"[]", b"null", b"3", b'"age"', b"\xff", b"{}\x00", b"\xef\xbb\xbf{}", b"\x0c{}"),
        b'{"note": "\xed\xa0\x80"}',
        b'{"note": "\xff"}',
        b'{"note": "\\ud800"}',
        b'{"note": "\\u0000"}',
        b'{"note": "\n"}',
        b'{"note": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'{"age": ' + b"9" * 5000 + b"}",
        b'{"n\\u006fte": "x"}',
        json.dumps(GOOD).encode("utf-16"),
        json.dumps(GOOD).encode("utf-32-le"),
    ],
    ids=lambda body: repr(body[:20]),
)
def test_decode__odd_body__is_as_the_slow_way(body: bytes) -> None:
    assert outcome(RecordDecoder(FIELDS).decode, body) == outcome(slowly, FIELDS, body)


def test_decode__whole_as_a_float_and_missing_codes__are_the_declared_values() -> None:
    codes = {"age": 31.0, "income": -9.0, "home": "?"}
    record = RecordDecoder(FIELDS).decode(json.dumps(GOOD | codes).encode())
    assert dict(record) == GOOD | {"age": 31, "income": None, "home": None, "at": None}
    assert type(record["age"]) is int


def test_decode__no_json__says_so() -> None:
    with pytest.raises(RecordRejected, match="record: is not valid JSON"):
        RecordDecoder(FIELDS).decode(b'{"age": NaN}')


def test_decode__record__cannot_be_changed() -> None:
    record = RecordDecoder(FIELDS).decode(json.dumps(GOOD).encode())
    with pytest.raises(TypeError):
        record["age"] = 3  # type: ignore[index]  # the point of this test


def test_decode_each__one_bad_record__does_not_spoil_the_others() -> None:
    body = json.dumps([GOOD, GOOD | {"age": 3}, 7, GOOD | {"member": False}]).encode()
    first, young, number, last = (found for _, found in RecordDecoder(FIELDS).decode_each(body))
    assert isinstance(young, RecordRejected)
    assert [problem.rule for problem in young.problems] == ["minimum"]
    assert isinstance(number, RecordRejected)
    assert not isinstance(first, RecordRejected)
    assert not isinstance(last, RecordRejected)
    assert (first["member"], last["member"]) == (True, False)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"{}", "records: must be a list of records"),
        (b"[1, 2, 3]", "records: must be at most 2"),
        (b'[{"note": "\\ud800"}, 2, 3]', "records: must be at most 2"),
        (b"[1, ", "record: is not valid JSON"),
        (b'[{"note": "\xff"}]', "record: is not valid JSON"),
        (b"[" * 100_000, "record: is not valid JSON"),
    ],
    ids=lambda part: repr(part[:20]),
)
def test_decode_each__not_a_list_of_records_or_too_long__names_the_rule(body: bytes, words: str) -> None:
    with pytest.raises(RecordRejected, match=words):
        RecordDecoder(FIELDS).decode_each(body, most=2)


@given(st.lists(st.dictionaries(st.sampled_from(["f 0", "f 1"]), st.integers() | st.text(), max_size=2), max_size=4))
@settings(max_examples=200)
def test_decode_each__whatever_the_list_holds__is_each_by_itself(items: list[Any]) -> None:
    fields = (Number(name="f 0", required=False), Text(name="f 1", required=False))
    decoder = RecordDecoder(fields)
    found = decoder.decode_each(json.dumps(items).encode())
    assert len(found) == len(items)
    for item, (text, one) in zip(items, found, strict=True):
        expected = outcome(accept_record, fields, item)
        assert (one.problems if isinstance(one, RecordRejected) else outcome(dict, one)) == expected
        assert isinstance(one, RecordRejected) or json.loads(text) == item


def test_decode_each__half_a_surrogate_pair__rejects_only_its_record() -> None:
    body = b'[{"age": 3}, %s, {"note": "\\ud800"}]' % json.dumps(GOOD).encode()
    found = RecordDecoder(FIELDS).decode_each(body)
    assert [isinstance(one, RecordRejected) for _, one in found] == [True, False, True]
    assert json.loads(found[1][0]) == GOOD
