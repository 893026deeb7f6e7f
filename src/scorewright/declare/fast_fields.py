"""How a field is decoded the fast way: a type for msgspec, and what is left to check of a value that has it."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from msgspec import Meta

from scorewright.declare.fields import Category, Field, Flag, Number, Value, is_storable

EXACT = float(2**53 - 1)  # up to it, every integer is a float64 and no larger integer is the same one

Check = Callable[[Any], Value]


@dataclass(frozen=True, slots=True)
class FastField:
    """``type`` refuses whatever is not surely acceptable; ``check``, where there is one, raises ValueError then."""

    type: Any
    check: Check | None = None


def fast_field(field: Field) -> FastField:
    """The fast way of ``field``; fields of kinds that are not known here are asked themselves, value by value."""
    known = _KNOWN.get(type(field))
    fast = None if known is None else known(field)
    if fast is None:
        return FastField(Any, field.accept)
    return fast if field.required else FastField(fast.type | None, fast.check)


def plain_limits(field: Number) -> tuple[float, float] | None:
    """The range in which a value of ``field`` is accepted and exact; None where its limits are out of the ordinary, or
    not every number between them is allowed.
    """
    if field.allowed:
        return None
    limits = [limit for limit in (field.minimum, field.maximum) if limit is not None]
    if not all(abs(limit) <= EXACT for limit in limits):  # not so for NaN either
        return None
    return (
        -EXACT if field.minimum is None else float(field.minimum),
        EXACT if field.maximum is None else float(field.maximum),
    )


def _number(field: Number) -> FastField | None:
    limits = plain_limits(field)
    numeric_codes = any(not isinstance(code, str) for code in field.missing_codes)
    if limits is None or (numeric_codes and field.required):
        return None
    low, high = (-EXACT, EXACT) if numeric_codes else limits  # a code may lie outside of the limits
    whole_numbers = Annotated[int, Meta(ge=math.ceil(low), le=math.floor(high))]
    kind: Any = whole_numbers | Annotated[float, Meta(ge=low, le=high)]
    if field.required or not field.missing_codes:
        return FastField(kind, _whole if field.whole else None)
    if texts := _texts(field):
        kind = kind | Literal[texts]
    return FastField(kind, _unless_missing(field))


def _category(field: Category) -> FastField | None:
    if any(not isinstance(code, str) for code in field.missing_codes):
        return None
    if field.open_set:
        return FastField(str, _known_or_asked(field))
    accepted = tuple(name for name in field.categories if is_storable(name))
    codes = () if field.required else _texts(field)
    if not accepted:
        return None
    return FastField(Literal[accepted + codes], _unless_missing(field) if codes else None)


def _flag(field: Flag) -> FastField | None:
    return None if field.missing_codes else FastField(bool)


_KNOWN: dict[type[Field], Callable[[Any], FastField | None]] = {Number: _number, Category: _category, Flag: _flag}


def _texts(field: Field) -> tuple[str, ...]:
    return tuple(code for code in field.missing_codes if isinstance(code, str) and is_storable(code))


def _whole(value: float | None) -> Value:
    if value.__class__ is float:
        if not value.is_integer():
            raise ValueError("no whole number")
        return int(value)
    return value


def _unless_missing(field: Field) -> Check:
    codes, accept = frozenset({None, *field.missing_codes}), field.accept
    return lambda value: None if value in codes else accept(value)


def _known_or_asked(field: Category) -> Check:
    accepted, accept = frozenset(name for name in field.categories if is_storable(name)), field.accept
    return lambda value: value if value in accepted else accept(value)
