"""Decoding compiled from the declaration: from JSON text to a record as it is declared.

The fast way accepts or defers, the slow way is the authority: whatever is not surely acceptable as it stands goes
through ``accept_record``, which accepts it or names every broken rule. Both give the same record, type for type.
"""

import json
from collections.abc import Sequence
from types import MappingProxyType
from typing import NoReturn

import msgspec

from scorewright.declare.errors import Problem, RecordRejected
from scorewright.declare.fast_fields import fast_field
from scorewright.declare.fields import Field, Value, json_type
from scorewright.declare.records import Record, accept_record
from scorewright.declare.rules import Rule

MOST_RECORDS = 1000

_texts_of = msgspec.json.Decoder(list[msgspec.Raw]).decode
_values_of = msgspec.structs.astuple


class MalformedJson(RecordRejected):
    """What came is no JSON at all."""


class RecordDecoder:
    """Decodes records of ``fields`` that keep to ``rules``; made once, then used by any number of threads.

    >>> from scorewright.declare.fields import Number
    >>> dict(RecordDecoder([Number(name="age", minimum=0)]).decode(b'{"age": 31.0}'))
    {'age': 31}
    """

    def __init__(self, fields: Sequence[Field], rules: Sequence[Rule] = ()) -> None:
        fast = [fast_field(field) for field in fields]
        self._fields = tuple(fields)
        self._names = tuple(field.name for field in fields)
        self._rules = tuple(rules)
        self._compared = tuple(
            (self._names.index(rule.field), rule.holds, self._names.index(rule.other)) for rule in rules
        )
        self._checks = tuple((place, one.check) for place, one in enumerate(fast) if one.check is not None)
        attributes = [f"field_{place}" for place in range(len(fast))]
        shape = msgspec.defstruct(
            "FastRecord",
            [
                (attribute, one.type) if field.required else (attribute, one.type, None)
                for attribute, field, one in zip(attributes, fields, fast, strict=True)
            ],
            rename=dict(zip(attributes, self._names, strict=True)),
            forbid_unknown_fields=True,
            kw_only=True,
            gc=False,
        )
        self._decode = msgspec.json.Decoder(shape).decode

    def decode(self, body: bytes) -> Record:
        """The record in ``body``, a JSON object in UTF-8 (or UTF-16 or 32, as Python's own decoder takes it).

        Raises RecordRejected with every broken rule; MalformedJson, a kind of it, where ``body`` is no JSON.
        """
        try:
            cells = _values_of(self._decode(body))
            values: list[Value] = [
                int(cell) if cell.__class__ is float and cell.is_integer() else cell for cell in cells
            ]
            for place, check in self._checks:
                values[place] = check(cells[place])
        except (ValueError, RecursionError):  # every way of msgspec and of a field to refuse: the authority decides
            return self.accept(_parsed(body))
        if self._compared and not all(holds(values[one], values[other]) for one, holds, other in self._compared):
            return self.accept(_parsed(body))
        return MappingProxyType(dict(zip(self._names, values, strict=True)))

    def accept(self, raw: object) -> Record:
        """The record in ``raw``, a JSON value that is parsed already. Raises RecordRejected with every broken rule."""
        return accept_record(self._fields, raw, self._rules)

    def decode_each(self, body: bytes, most: int = MOST_RECORDS) -> list[tuple[bytes, Record | RecordRejected]]:
        """The records in ``body``, a JSON list, in its order, each with the JSON text of its own that it came from; in
        place of a bad one stands what is wrong with it.

        Raises RecordRejected where the whole is no list or has more than ``most`` records, MalformedJson where it is
        no JSON.
        """
        try:
            texts = [bytes(text) for text in _texts_of(body)]
        except (ValueError, RecursionError):
            return self._each_parsed(body, most)
        _check_count(len(texts), most)
        try:
            return [(text, self._found(text)) for text in texts]
        except MalformedJson:  # in a text that msgspec passed over unread
            return self._each_parsed(body, most)

    def _found(self, text: bytes) -> Record | RecordRejected:
        try:
            return self.decode(text)
        except MalformedJson:
            raise
        except RecordRejected as rejected:
            return rejected

    def _each_parsed(self, body: bytes, most: int) -> list[tuple[bytes, Record | RecordRejected]]:
        items = _parsed(body)
        if not isinstance(items, list):
            raise RecordRejected([Problem("records", "type", "must be a list of records", json_type(items))])
        _check_count(len(items), most)
        found: list[tuple[bytes, Record | RecordRejected]] = []
        for item in items:
            try:
                record = self.accept(item)
            except RecordRejected as rejected:
                found.append((b"", rejected))
            else:
                found.append((json.dumps(item).encode(), record))
        return found


def _check_count(count: int, most: int) -> None:
    if count > most:
        raise RecordRejected([Problem("records", "most", f"must be at most {most} in one request", "array")])


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise MalformedJson([Problem("record", "json", f"is not valid JSON: {error}", "text")]) from error


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON value")
