"""The fields of a record: what may stand in each, and what stands for "missing"."""

import math
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from scorewright.declare.errors import DeclarationError, Problem

Value = float | int | str | bool | datetime | None

_EXACT_INTEGERS = 2**53  # below it, a float64 holds every integer
_LONGEST_CATEGORY = 200
_JSON_TYPES = {bool: "boolean", int: "integer", float: "number", str: "string", list: "array", dict: "object"}


class FieldRejected(ValueError):  # noqa: N818 - the value is rejected, nothing failed
    """A value breaks ``rule`` of its field."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule


@dataclass(frozen=True, kw_only=True)
class Field(ABC):
    """One named part of a record.

    ``missing_codes`` are values that mean "missing" (such as -9, " " or "unknown"); ``protected`` marks an attribute
    that is kept for monitoring and is never handed to a feature; ``required`` forbids a missing value.
    """

    name: str
    description: str = ""
    unit: str = ""
    required: bool = True
    missing_codes: tuple[float | str, ...] = ()
    protected: bool = False

    def __post_init__(self) -> None:
        if not re.fullmatch(r"\w[\w .\-/]*", self.name):
            raise self._wrong("name", "must begin with a letter, digit or underscore and be one line")

    def _wrong(self, part: str, rule: str) -> DeclarationError:
        return DeclarationError(f"field {self.name!r}: {part} {rule}")

    def is_missing(self, raw: object) -> bool:
        """Whether ``raw`` stands for a missing value: None, NaN, or one of the missing codes."""
        if raw is None or (isinstance(raw, float) and math.isnan(raw)):
            return True
        if isinstance(raw, bool):  # Python's True equals 1
            return False
        return any(raw == code and isinstance(raw, str) == isinstance(code, str) for code in self.missing_codes)

    def accept(self, raw: object) -> Value:
        """The value of ``raw`` as it came in JSON; None where missing. Raises FieldRejected naming the rule."""
        if self.is_missing(raw):
            if self.required:
                raise FieldRejected("required", "is required and must not be missing")
            return None
        return self._accept(raw)

    def read(self, text: str) -> Value:
        """The value of ``text`` as it stood in a CSV cell; the empty cell is missing. Raises FieldRejected.

        A numeric missing code is understood as a number would be written, unless the text is a value of the field.
        """
        if text == "" or self.is_missing(text):
            return self.accept(None)
        return self.accept(self._from_text(text))

    @abstractmethod
    def _accept(self, raw: object) -> Value: ...

    def _from_text(self, text: str) -> object:
        codes = [code for code in self.missing_codes if not isinstance(code, str)]
        number = _number_or_text(text) if codes else text
        return number if number in codes else text

    @abstractmethod
    def json_schema(self) -> dict[str, Any]:
        """The JSON schema of a value that is present."""

    def problem(self, rejected: FieldRejected, raw: object) -> Problem:
        """What was wrong with ``raw``, told without its value."""
        return Problem(self.name, rejected.rule, str(rejected), json_type(raw))


def _storable_text(raw: object) -> str:
    """``raw`` where it is text that a database can keep. Raises FieldRejected."""
    if not isinstance(raw, str):
        raise FieldRejected("type", "must be text")
    if not is_storable(raw):
        raise FieldRejected("characters", "must not hold the null character or half a surrogate pair")
    return raw


def is_storable(text: str) -> bool:
    """Whether a database can keep ``text``: no null character in it and no half of a surrogate pair."""
    return not re.search("[\x00\ud800-\udfff]", text)


def json_type(raw: object) -> str:
    """The JSON name of the type of ``raw``: what an error may say of a value."""
    return "null" if raw is None else _JSON_TYPES.get(type(raw), type(raw).__name__)


@dataclass(frozen=True, kw_only=True)
class Number(Field):
    """A finite number between ``minimum`` and ``maximum``, both included; ``whole`` allows integers only, and
    ``allowed``, where it names any, no other numbers. One above ``warn_above`` or below ``warn_below`` is accepted, and
    people are warned of it: see ``doubts``.

    Its value is exactly what a float64 holds, in training and in serving: an ``int`` where it is whole and below 2**53.
    """

    minimum: float | None = None
    maximum: float | None = None
    whole: bool = False
    allowed: tuple[float, ...] = ()
    warn_above: float | None = None
    warn_below: float | None = None

    def __post_init__(self) -> None:
        super().__post_init__()
        for part, limit in (("warn_above", self.warn_above), ("warn_below", self.warn_below)):
            if limit is not None and not math.isfinite(limit):
                raise self._wrong(part, "must be a finite number")
        if not all(map(math.isfinite, self.allowed)):
            raise self._wrong("allowed", "must name finite numbers only")
        if self.minimum is not None and self.maximum is not None and self.minimum > self.maximum:
            raise self._wrong("minimum", f"{self.minimum} must not be above maximum {self.maximum}")

    def _from_text(self, text: str) -> object:
        return _number_or_text(text)

    def _accept(self, raw: object) -> Value:
        if isinstance(raw, bool) or not isinstance(raw, int | float):
            raise FieldRejected("type", "must be a number")
        number = _as_double(raw)
        if not math.isfinite(number):
            raise FieldRejected("finite", "must be a finite number")
        if self.whole and not number.is_integer():
            raise FieldRejected("whole", "must be a whole number")
        self._check_range(number)
        if self.allowed and number not in self.allowed:
            raise FieldRejected("allowed", f"must be one of {', '.join(f'{one:g}' for one in self.allowed)}")
        return int(number) if number.is_integer() and abs(number) < _EXACT_INTEGERS else number

    def _check_range(self, number: float) -> None:
        if self.minimum is not None and number < self.minimum:
            raise FieldRejected("minimum", f"must be at least {self.minimum}")
        if self.maximum is not None and number > self.maximum:
            raise FieldRejected("maximum", f"must be at most {self.maximum}")

    def json_schema(self) -> dict[str, Any]:
        """JSON Schema of a value, with its limits, which are in the field's unit."""
        limits = {"minimum": self.minimum, "maximum": self.maximum}
        kind: dict[str, Any] = {"type": "integer" if self.whole else "number"}
        return kind | {k: v for k, v in limits.items() if v is not None} | self._enumerated()

    def _enumerated(self) -> dict[str, Any]:
        return {"enum": list(self.allowed)} if self.allowed else {}


def _number_or_text(text: str) -> float | str:
    try:
        return float(text.replace("_", "?"))  # Python reads 1_000 as a number, a CSV file does not
    except ValueError:
        return text


def _as_double(number: float) -> float:
    try:
        return float(number)
    except OverflowError:  # an integer beyond the largest float64
        return math.inf


@dataclass(frozen=True, kw_only=True)
class Category(Field):
    """One of ``categories``; ``open_set`` accepts other short texts too (a model answers them as unseen)."""

    categories: tuple[str, ...]
    open_set: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if not self.categories:
            raise self._wrong("categories", "must name at least one")
        if len(set(self.categories)) < len(self.categories):
            raise self._wrong("categories", "must differ from one another")
        if "" in self.categories:
            raise self._wrong("categories", "must not hold the empty text, which means missing")
        if both := sorted({*self.categories} & {*self.missing_codes}, key=str):
            raise self._wrong("categories", f"must not hold missing codes: {both}")

    def _from_text(self, text: str) -> object:
        return text if text in self.categories else super()._from_text(text)

    def _accept(self, raw: object) -> Value:
        text = _storable_text(raw)
        if text in self.categories:
            return text
        if not self.open_set:
            raise FieldRejected("categories", f"must be one of {', '.join(self.categories)}")
        if not 0 < len(text) <= _LONGEST_CATEGORY:
            raise FieldRejected("longest", f"must have 1 to {_LONGEST_CATEGORY} characters")
        return text

    def json_schema(self) -> dict[str, Any]:
        """JSON Schema of a value: one of the categories, or any short text where the set is open."""
        if self.open_set:
            return {"type": "string", "minLength": 1, "maxLength": _LONGEST_CATEGORY}
        return {"type": "string", "enum": list(self.categories)}


@dataclass(frozen=True, kw_only=True)
class Flag(Field):
    """True or false. A CSV cell may say true, false, yes, no, 1 or 0 in any case."""

    def _from_text(self, text: str) -> object:
        words = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
        word = text.strip().lower()
        return words[word] if word in words else super()._from_text(text)

    def _accept(self, raw: object) -> Value:
        if not isinstance(raw, bool):
            raise FieldRejected("type", "must be true or false")
        return raw

    def json_schema(self) -> dict[str, Any]:
        """JSON Schema of a value."""
        return {"type": "boolean"}


@dataclass(frozen=True, kw_only=True)
class Text(Field):
    """Free text of up to ``longest`` characters, matching ``pattern`` (a whole match) where there is one.

    With ``one_line`` it is made one line before: control characters, and blanks in rows or at the ends, are taken out;
    where nothing is left, it is missing.
    """

    longest: int = 200
    pattern: str | None = None
    one_line: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.longest < 1:
            raise self._wrong("longest", "must be at least 1")
        try:
            re.compile(self.pattern or "")
        except re.error as error:
            raise self._wrong("pattern", f"is not a regular expression: {error}") from error

    def is_missing(self, raw: object) -> bool:
        """As of any field; with ``one_line`` also where nothing is left of it."""
        return super().is_missing(raw) or (self.one_line and isinstance(raw, str) and not _one_line(raw))

    def _accept(self, raw: object) -> Value:
        text = _one_line(_storable_text(raw)) if self.one_line else _storable_text(raw)
        if len(text) > self.longest:
            raise FieldRejected("longest", f"must have at most {self.longest} characters")
        if self.pattern is not None and not re.fullmatch(self.pattern, text):
            raise FieldRejected("pattern", f"must match {self.pattern}")
        return text

    def json_schema(self) -> dict[str, Any]:
        """JSON Schema of a value, with its length and its pattern."""
        pattern = {"pattern": f"^(?:{self.pattern})$"} if self.pattern else {}
        return {"type": "string", "maxLength": self.longest, **pattern}


def _one_line(text: str) -> str:
    return " ".join(re.sub("[\x00-\x1f\x7f-\x9f]", " ", text).split())


@dataclass(frozen=True, kw_only=True)
class Moment(Field):
    """A point in time with its offset from UTC, in ISO 8601; with ``not_in_future``, one that has been when the record
    is taken in: see ``doubts``.
    """

    not_in_future: bool = False

    def _accept(self, raw: object) -> Value:
        if not isinstance(raw, str | datetime):
            raise FieldRejected("type", "must be a date and time in ISO 8601")
        try:
            moment = raw if isinstance(raw, datetime) else datetime.fromisoformat(raw)
        except ValueError as error:
            raise FieldRejected("format", "must be a date and time in ISO 8601") from error
        if moment.tzinfo is None:
            raise FieldRejected("offset", "must carry its offset from UTC, such as Z or +01:00")
        try:
            moment.astimezone(UTC)
        except OverflowError as error:
            raise FieldRejected("range", "must lie within the years 1 to 9999 in UTC") from error
        return moment

    def json_schema(self) -> dict[str, Any]:
        """JSON Schema of a value: a moment of RFC 3339, with its offset."""
        return {"type": "string", "format": "date-time"}
