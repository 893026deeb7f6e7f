"""From a record as it came to a record as it is declared, or every rule that it breaks."""

import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from scorewright.declare.errors import Problem, RecordRejected
from scorewright.declare.fields import Field, FieldRejected, Value, json_type
from scorewright.declare.rules import Rule, broken

# A small body can hold tens of thousands of unknown names: to list them all would cost whoever else asks meanwhile.
MOST_PROBLEMS = 100

Record = Mapping[str, Value]


def accept_record(fields: Sequence[Field], raw: object, rules: Sequence[Rule] = ()) -> Record:
    """The declared record in ``raw``, a JSON object. Raises RecordRejected with every broken rule, those between two
    fields among them, up to ``MOST_PROBLEMS``.

    >>> from scorewright.declare.fields import Number
    >>> dict(accept_record([Number(name="age", minimum=0)], {"age": 31}))
    {'age': 31}
    """
    return _check(fields, rules, raw, lambda field, cell: field.accept(cell))


def read_record(fields: Sequence[Field], raw: Mapping[str, str], rules: Sequence[Rule] = ()) -> Record:
    """The declared record in a row of text cells, as a CSV file has them. Raises RecordRejected."""
    return _check(fields, rules, raw, lambda field, cell: field.read("" if cell is None else str(cell)))


def accept_part(fields: Sequence[Field], raw: object, rules: Sequence[Rule] = ()) -> Record:
    """What of a record there is in ``raw``, a JSON object that may lack any field or say null: a draft.

    Raises RecordRejected with every rule that what is there breaks.

    >>> from scorewright.declare.fields import Number
    >>> dict(accept_part([Number(name="age", minimum=0), Number(name="income")], {"age": 31, "income": None}))
    {'age': 31}
    """
    cells = raw if isinstance(raw, Mapping) else {}
    given = [field for field in fields if not field.is_missing(cells.get(field.name))]
    absent = {field.name for field in fields} - {field.name for field in given}
    part = {name: cell for name, cell in cells.items() if name not in absent} if cells else raw
    return _check(given, rules, part, lambda field, cell: field.accept(cell))


def _check(
    fields: Sequence[Field], rules: Sequence[Rule], raw: object, value_of: Callable[[Field, object], Value]
) -> Record:
    if not isinstance(raw, Mapping):
        raise RecordRejected([Problem("record", "type", "must be an object of named values", json_type(raw))])
    record: dict[str, Value] = {}
    problems: list[Problem] = []
    for field in fields:
        cell = raw.get(field.name)
        try:
            record[field.name] = value_of(field, cell)
        except FieldRejected as rejected:
            problems.append(field.problem(rejected, cell))
    problems.extend(broken(rules, record, raw))
    known = {field.name for field in fields}
    unknown = [name for name in raw if name not in known]
    if problems or unknown:
        raise RecordRejected(_told(problems, unknown, raw))
    return MappingProxyType(record)


def _told(problems: Sequence[Problem], unknown: Sequence[object], raw: Mapping[object, object]) -> list[Problem]:
    """At most ``MOST_PROBLEMS``, those of declared fields among them, and one that says how many more there are."""
    room = max(0, MOST_PROBLEMS - len(problems))
    told = [
        Problem(_sayable(str(name)[:100]), "unknown", "is not a field of this record", json_type(raw[name]))
        for name in unknown[:room]
    ]
    told += problems[:MOST_PROBLEMS]
    if more := len(problems) + len(unknown) - len(told):
        told.append(Problem("record", "more", f"breaks {more} more rules, which are not listed", json_type(raw)))
    return told


def _sayable(name: str) -> str:
    """``name`` with "?" for half a surrogate pair, which JSON can escape and UTF-8 cannot say."""
    return name.encode(errors="replace").decode()


def number(record: Record, name: str) -> float:
    """The number or flag (1 or 0) ``name`` of ``record``, NaN where missing, so that sums with it are missing too.

    Raises KeyError where there is no such field or it is protected, TypeError where it is neither number nor flag.

    >>> number({"age": 31}, "age"), number({"age": None}, "age")
    (31.0, nan)
    """
    value = record[name]
    if value is None:
        return math.nan
    if not isinstance(value, int | float):
        raise TypeError(f"field {name!r} is no number")
    return float(value)


def text(record: Record, name: str) -> str:
    """The text or category ``name`` of ``record``, "" where missing.

    Raises KeyError where there is no such field or it is protected, TypeError where it is no text.
    """
    value = record[name]
    if value is None:
        return ""
    if not isinstance(value, str):
        raise TypeError(f"field {name!r} is no text")
    return value


def record_schema(fields: Sequence[Field], rules: Sequence[Rule] = ()) -> dict[str, Any]:
    """The JSON schema of a record of ``fields``, for documentation and for clients.

    JSON Schema cannot compare two members, so ``rules`` between fields are said in words, where the field is described.
    """
    told = {rule.field: "" for rule in rules}
    for rule in rules:
        told[rule.field] += f" It {rule.words}."
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [field.name for field in fields if field.required],
        "properties": {field.name: _property(field, told.get(field.name, "")) for field in fields},
    }


def _property(field: Field, told: str) -> dict[str, Any]:
    schema = field.json_schema()
    unit = f"Unit: {field.unit}." if field.unit else ""
    words = " ".join(part for part in (field.description, unit, told.strip()) if part)
    return _or_missing(field, schema) | ({"description": words} if words else {})


def _or_missing(field: Field, schema: dict[str, Any]) -> dict[str, Any]:
    codes = {"enum": list(field.missing_codes)}
    if field.required:
        return schema | ({"not": codes} if field.missing_codes else {})
    return {"anyOf": [schema, {"type": "null"}, *([codes] if field.missing_codes else [])]}
