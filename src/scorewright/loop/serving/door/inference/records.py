"""From tensors, one for each field, to records as a declaration has them."""

import math
from collections.abc import Iterator, Mapping, Sequence

from msgspec import json

from scorewright.declare.decoding import RecordDecoder
from scorewright.declare.errors import Problem, RecordRejected
from scorewright.declare.fields import Field, Flag, Number
from scorewright.declare.records import Record
from scorewright.loop.serving.door.inference.bodies import bad_request
from scorewright.loop.serving.door.inference.datatypes import BOOL, BYTES, FP64, INT64, NUMBERS, Datatype, Element
from scorewright.loop.serving.door.inference.tensors import Tensor

MOST_TOLD = 20
_encode = json.Encoder().encode


def best_datatype(field: Field) -> Datatype:
    """The datatype that says of ``field`` all that can be said: FP64 has NaN for what is missing."""
    if isinstance(field, Number):
        return INT64 if field.whole and field.required else FP64
    return BOOL if isinstance(field, Flag) else BYTES


def check_fit(fields: Sequence[Field], given: Sequence[Tensor], most: int) -> int:
    """How many records ``given`` has. Refuses tensors that are no fields, are too few, or differ in their length."""
    known = {field.name: field for field in fields}
    names = [tensor.name for tensor in given]
    if faults := [*_faults_of_names(known, names), *_faults_of_datatypes(known, given), *_faults_of_count(given, most)]:
        raise bad_request("; ".join(faults[:MOST_TOLD]))
    return len(given[0].elements)


def _faults_of_names(known: Mapping[str, Field], names: Sequence[str]) -> Iterator[str]:
    yield from (f"tensor {name[:100]!r}: is not a field of this record" for name in names if name not in known)
    yield from (f"tensor {name!r}: is given twice" for name in known if names.count(name) > 1)
    yield from (f"tensor {name!r}: is required" for name in known if known[name].required and name not in names)


def _faults_of_datatypes(known: Mapping[str, Field], given: Sequence[Tensor]) -> Iterator[str]:
    for tensor in given:
        if tensor.name in known and tensor.datatype not in (taken := _taken(known[tensor.name])):
            yield f"tensor {tensor.name!r}: datatype must be {' or '.join(kind.name for kind in taken)}"


def _faults_of_count(given: Sequence[Tensor], most: int) -> list[str]:
    counts = {len(tensor.elements) for tensor in given}
    if not counts:
        return ["inputs must hold at least one tensor"]
    if len(counts) > 1:
        return ["all tensors must have the same number of records"]
    return [] if 0 < min(counts) <= most else [f"tensors must have 1 to {most} records"]


def _taken(field: Field) -> tuple[Datatype, ...]:
    if isinstance(field, Number):
        return NUMBERS
    return (BOOL,) if isinstance(field, Flag) else (BYTES,)


def records(decoder: RecordDecoder, given: Sequence[Tensor], count: int) -> list[tuple[bytes, Record]]:
    """The records in tensors that fit, each with its JSON text.

    Raises RecordRejected, naming tensor, record and rule, where one of them breaks its declaration: none is decided on
    alone, since tensors that go out have as many elements as those that came in.
    """
    found: list[tuple[bytes, Record]] = []
    problems: list[Problem] = []
    for place in range(count):
        values = {tensor.name: _in_json(tensor.elements[place]) for tensor in given}
        raw = _encode(values)
        try:
            # JSON has no infinity, so the text would say that the value is missing.
            infinite = any(value in (math.inf, -math.inf) for value in values.values())
            found.append((raw, decoder.accept(values) if infinite else decoder.decode(raw)))
        except RecordRejected as rejected:
            problems += [_in_tensor(problem, place) for problem in rejected.problems]
    if problems:
        raise RecordRejected(problems[:MOST_TOLD])
    return found


def _in_json(element: Element) -> Element:
    """NaN and the empty text are how tensors without null say that a value is missing."""
    return None if element == "" or (isinstance(element, float) and math.isnan(element)) else element


def _in_tensor(problem: Problem, place: int) -> Problem:
    return Problem(f"tensor {problem.field!r}, record {place}", problem.rule, problem.message, problem.received)
