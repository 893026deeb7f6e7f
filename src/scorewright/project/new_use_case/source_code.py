"""Declarations as the Python code that makes them."""

import dataclasses
import json
from collections.abc import Mapping, Sequence

from scorewright.declare.fields import Field, Number, Text
from scorewright.project.new_use_case.inference import is_number


def literal(value: object) -> str:
    """Python code of text, numbers, flags, None, and tuples of them."""
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, tuple):
        return f"({', '.join(map(literal, value))}{',' if len(value) == 1 else ''})"
    return repr(value)


def field_code(field: Field) -> str:
    """The call that makes ``field``, with those parts that are not as they are by default."""
    parts = [
        f"{part.name}={literal(value)}"
        for part in dataclasses.fields(field)
        if (value := getattr(field, part.name)) != part.default
    ]
    return f"{type(field).__name__}({', '.join(parts)})"


def field_line(field: Field, cells: Sequence[str]) -> str:
    """The line of ``field`` in a tuple of fields, with a remark on what its column showed."""
    remark = ""
    if isinstance(field, Number):
        seen = [float(cell) for cell in cells if is_number(cell)]
        remark = f"  # seen: {min(seen):g} to {max(seen):g}"
    elif isinstance(field, Text):
        remark = "  # text: no feature by itself"
    return f"    {field_code(field)},{remark}\n"


def example_lines(fields: Sequence[Field], row: Mapping[str, str]) -> str:
    """The lines of ``row`` as a record in JSON's types; without texts, which may be somebody's name."""
    return "".join(
        f"            {literal(field.name)}: {literal(field.read(row[field.name]))},\n"
        for field in fields
        if not isinstance(field, Text)
    )
