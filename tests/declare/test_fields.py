import json
import math
from contextlib import suppress
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scorewright.declare.errors import DeclarationError
from scorewright.declare.fields import Category, Field, FieldRejected, Flag, Moment, Number, Text

ODD_NUMBERS = [10**400, -(10**400), 2**53 + 1, 1e308, math.inf, -math.inf, math.nan, -0.0]
ODD_TEXTS = ["\ud800", "\x00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00+14:00", "1_000", "1e999", "٣"]
ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from([*ODD_NUMBERS, *ODD_TEXTS]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
EVERY_KIND: list[Field] = [
    Number(name="n", missing_codes=(-9, "unknown")),
    Number(name="n", minimum=-1, maximum=1.5, whole=True, required=False),
    Category(name="c", categories=("a", "b"), missing_codes=("?",)),
    Category(name="c", categories=("a",), open_set=True, required=False),
    Flag(name="f"),
    Text(name="t", longest=5, pattern="[a-z]*", required=False),
    Moment(name="m"),
]


def rule_of(field: Field, raw: object) -> str:
    with pytest.raises(FieldRejected) as rejected:
        field.accept(raw)
    return rejected.value.rule


@given(st.sampled_from(EVERY_KIND), ANY_JSON)
@settings(max_examples=300)
def test_accept__whatever_json_holds__is_a_usable_value_or_rejected(field: Field, raw: Any) -> None:
    value: object = None
    with suppress(FieldRejected):  # any other exception fails this test
        value = field.accept(raw)
    if isinstance(value, str):
        value.encode("utf-8")
    elif isinstance(value, int | float):
        assert math.isfinite(float(value))
    else:
        assert value is None or isinstance(value, datetime)


@given(st.sampled_from(EVERY_KIND), st.text() | st.sampled_from(ODD_TEXTS))
def test_read__whatever_a_cell_holds__is_a_value_json_could_bring_or_rejected(field: Field, text: str) -> None:
    value: object = None
    with suppress(FieldRejected):  # any other exception fails this test
        value = field.read(text)
    assert value is None or field.accept(value) == value


@given(st.integers() | st.floats() | st.sampled_from(ODD_NUMBERS))
def test_number__from_json_and_from_a_cell__is_the_same_value(raw: float) -> None:
    number = Number(name="n", required=False, missing_codes=(-9,))

    def outcome(value: Any) -> object:
        try:
            return (type(accepted := number.accept(json.loads(value))), accepted)
        except FieldRejected as rejected:
            return rejected.rule

    def outcome_of_cell(text: str) -> object:
        try:
            return (type(read := number.read(text)), read)
        except FieldRejected as rejected:
            return rejected.rule

    written = json.dumps(raw)
    assert outcome(written) == outcome_of_cell("nan" if written == "NaN" else written.replace("Infinity", "inf"))


@given(st.booleans(), st.sampled_from(["true", "YES", "1"]), st.sampled_from(["False", "no", "0"]))
def test_flag__words_in_a_cell__are_as_true_and_false(value: bool, yes: str, no: str) -> None:
    flag = Flag(name="f")
    assert flag.read(yes if value else no) == flag.accept(value) == value


@pytest.mark.parametrize("missing", [None, math.nan, -9, -9.0, "unknown"])
def test_accept__missing__is_none_or_breaks_required(missing: object) -> None:
    codes = (-9, "unknown")
    assert Number(name="n", missing_codes=codes, required=False).accept(missing) is None
    assert rule_of(Number(name="n", missing_codes=codes), missing) == "required"


@pytest.mark.parametrize("cell", ["", "-9", "-9.0", " ", "nan"])
def test_read__missing_code_in_a_cell__is_none(cell: str) -> None:
    assert Number(name="n", missing_codes=(-9, " "), required=False).read(cell) is None


@pytest.mark.parametrize("cell", ["-9", "-9.0", " -9"])
@pytest.mark.parametrize(
    "field",
    [
        Category(name="c", categories=("a", "9"), missing_codes=(-9,), required=False),
        Category(name="c", categories=("a",), missing_codes=(-9,), required=False, open_set=True),
        Flag(name="f", missing_codes=("?", -9), required=False),
        Text(name="t", missing_codes=(-9.0,), required=False),
    ],
)
def test_read__numeric_missing_code_of_other_kinds__is_none_as_in_json(field: Field, cell: str) -> None:
    assert field.read(cell) is None
    assert field.accept(-9) is None


def test_read__text_that_is_a_value_and_a_numeric_code__is_the_value() -> None:
    assert Category(name="c", categories=("0", "1"), missing_codes=(0,), required=False).read("0") == "0"
    assert Flag(name="f", missing_codes=(0,), required=False).read("0") is False
    assert Category(name="c", categories=("a",), missing_codes=(0,), required=False).read("0") is None


def test_is_missing__true_and_false__are_never_the_codes_1_and_0() -> None:
    assert rule_of(Number(name="n", missing_codes=(1, 0), required=False), raw=True) == "type"


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        ("3", "type"),
        (True, "type"),
        ([1], "type"),
        (10**400, "finite"),
        (math.inf, "finite"),
        (2.5, "whole"),
        (-1, "minimum"),
        (11, "maximum"),
    ],
)
def test_number__broken_rule__is_named(raw: object, rule: str) -> None:
    assert rule_of(Number(name="n", minimum=0, maximum=10, whole=True), raw) == rule


def test_number__ends_of_the_range__are_included() -> None:
    number = Number(name="n", minimum=0, maximum=10)
    assert (number.accept(0), number.accept(10)) == (0, 10)


@pytest.mark.parametrize("cell", ["1_000", "one", "0x10"])
def test_number__cell_that_is_no_number__is_rejected(cell: str) -> None:
    with pytest.raises(FieldRejected, match="must be a number"):
        Number(name="n").read(cell)


def test_number__beyond_exact_integers__is_the_float_that_models_see() -> None:
    value = Number(name="n").accept(2**53 + 1)
    assert isinstance(value, float)
    assert value == float(2**53)


@pytest.mark.parametrize(("raw", "rule"), [("c", "categories"), (1, "type"), ("a\x00", "characters")])
def test_category__broken_rule__is_named(raw: object, rule: str) -> None:
    assert rule_of(Category(name="c", categories=("a", "b")), raw) == rule


def test_category__open_set__accepts_others_that_are_short() -> None:
    category = Category(name="c", categories=("a",), open_set=True)
    assert category.accept("z") == "z"
    assert rule_of(category, "z" * 201) == rule_of(category, "") == "longest"
    assert rule_of(category, "\ud800") == "characters"


@pytest.mark.parametrize(
    ("raw", "rule"),
    [(1, "type"), ("abcd", "longest"), ("a\x00", "characters"), ("\udfff", "characters"), ("A", "pattern")],
)
def test_text__broken_rule__is_named(raw: object, rule: str) -> None:
    assert rule_of(Text(name="t", longest=3, pattern="[a-z]+"), raw) == rule


@pytest.mark.parametrize(
    ("raw", "rule"),
    [
        (1, "type"),
        ("yesterday", "format"),
        ("2026-02-30T00:00:00Z", "format"),
        ("2026-01-01T00:00:00", "offset"),
        ("9999-12-31T23:59:59-01:00", "range"),
    ],
)
def test_moment__broken_rule__is_named(raw: object, rule: str) -> None:
    assert rule_of(Moment(name="m"), raw) == rule


@pytest.mark.parametrize("raw", ["Staff nurse", " Staff\t\tnurse\n", "Staff\x07 nurse\x9f", "Staff\u00a0nurse"])
def test_text__one_line__without_control_characters_and_blanks_in_rows(raw: str) -> None:
    assert Text(name="t", one_line=True).accept(raw) == "Staff nurse"


@pytest.mark.parametrize("raw", ["", "  ", "\n\x07"])
def test_text__of_which_nothing_is_left__is_missing(raw: str) -> None:
    assert rule_of(Text(name="t", one_line=True), raw) == "required"
    assert Text(name="t", one_line=True, required=False).accept(raw) is None


def test_moment__with_offset__keeps_it() -> None:
    moment = Moment(name="m").accept("2026-01-01T08:00:00+02:00")
    assert isinstance(moment, datetime)
    assert moment.isoformat() == "2026-01-01T08:00:00+02:00"


@pytest.mark.parametrize("value", ["secret", ["secret"], {"secret": 1}])
def test_problem__of_a_value__never_tells_the_value(value: object) -> None:
    field = Number(name="n")
    problem = field.problem(FieldRejected("type", "must be a number"), value)
    assert "secret" not in repr(problem)
    assert problem.received in {"string", "array", "object"}


@pytest.mark.parametrize(
    ("declare", "words"),
    [
        (lambda: Number(name=""), "field '': name"),
        (lambda: Number(name="two\nlines"), "name"),
        (lambda: Number(name="n", minimum=2, maximum=1), "field 'n': minimum"),
        (lambda: Category(name="c", categories=()), "categories must name"),
        (lambda: Category(name="c", categories=("a", "a")), "differ"),
        (lambda: Category(name="c", categories=("",)), "empty text"),
        (lambda: Category(name="c", categories=("a",), missing_codes=("a",)), "missing codes"),
        (lambda: Text(name="t", longest=0), "longest"),
        (lambda: Text(name="t", pattern="("), "pattern"),
    ],
)
def test_field__contradicts_itself__names_field_and_part(declare: Any, words: str) -> None:
    with pytest.raises(DeclarationError, match=words.replace("(", r"\(")):
        declare()
