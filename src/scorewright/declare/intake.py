"""How applications of a use case are taken in: their numbers, and which changes ask for a new assessment."""

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from scorewright.declare.errors import DeclarationError
from scorewright.declare.fields import Category, Field, Flag, Number
from scorewright.declare.records import Record
from scorewright.declare.redaction import keep_back

Told = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Trigger:
    """A change of ``field`` that asks for a new assessment.

    Of a number: by strictly more than ``relative`` of its old size; None: of what ``Intake.other_change`` says. From 0
    to anything else counts, and so does anything that was missing, or is now. Of all else: any change.

    >>> income = Trigger("annual_income", relative=0.10)
    >>> income.fires(100, Decimal(105), otherwise=0.15), income.fires(100, 111, otherwise=0.15)
    (False, True)
    >>> late = Trigger("delinquencies_2yr", relative=0.0)
    >>> late.fires(0, 0, otherwise=0.15), late.fires(0, 1, otherwise=0.15)
    (False, True)
    """

    field: str
    relative: float | None = None

    def __post_init__(self) -> None:
        if self.relative is not None and not (math.isfinite(self.relative) and self.relative >= 0):
            raise DeclarationError(f"intake: trigger {self.field!r}: relative {self.relative} must be at least 0")

    def fires(self, old: object, new: object, *, otherwise: float) -> bool:
        """Whether the step from ``old`` to ``new`` counts; None is missing."""
        before, after = _number(old), _number(new)
        if before is None or after is None:
            return old != new
        # Exact, as people write decimals: 0.1 of 100 is 10, whatever a float64 makes of it.
        share = Decimal(repr(otherwise if self.relative is None else self.relative))
        return abs(after - before) > share * abs(before)


def _number(value: object) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return None
    return value if isinstance(value, Decimal) else Decimal(repr(value))


@dataclass(frozen=True, kw_only=True)
class Insight:
    """What is told of a record besides its score: ``tell`` maps a record (protected fields left out) to JSON.

    ``tell`` is a pure function. ``name`` is the member of an answer under which it stands, ``summary`` names the parts
    that a short answer shows, in that order; empty: all. On a page it stands under ``title``, the parts that ``words``
    names in that order and in those words; empty: all of them, by their names. Whoever runs the service may switch it
    off by its name: see ``ML_INSIGHTS_OFF`` in docs/settings.md.
    """

    name: str
    tell: Callable[[Record], Told]
    summary: tuple[str, ...] = ()
    title: str = ""
    words: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,49}", self.name):
            raise DeclarationError(
                f"intake: insight: name {self.name!r} must be at most 50 lower-case letters, digits and underscores"
            )

    def short(self, told: Told) -> dict[str, Any]:
        """What of ``told`` a short answer shows; null what it lacks by now."""
        return {name: told.get(name) for name in self.summary} if self.summary else dict(told)

    def in_words(self, told: Told) -> list[tuple[str, Any]]:
        """What of ``told`` a page shows: each part's words and its value. What it lacks by now is left out."""
        words = self.words or {name: name.replace("_", " ").capitalize() for name in told}
        return [(words[name], told[name]) for name in words if name in told]


@dataclass(frozen=True, kw_only=True)
class Intake:
    """Applications of a use case: kept from their draft to the verdict of people, and assessed by themselves.

    ``prefix``, two capital letters, begins their reference numbers: ``SW-2026-0001``. ``triggers`` say which changes of
    a submitted record ask for a new assessment; ``sensitive`` names further fields of which any change does, of a
    number one by more than ``other_change`` of its size. Together they are what is watched. ``applicant_fields`` are
    personal: kept beside the record, never seen by a feature, and never written to a log. ``monitored`` are kept apart
    from both, for looking at fairness alone. An assessment of which the model is less sure than
    ``confidence_threshold`` is for people to look at.
    """

    prefix: str
    triggers: tuple[Trigger, ...]
    other_change: float = 0.15
    sensitive: tuple[str, ...] = ()
    applicant_fields: tuple[Field, ...] = ()
    monitored: tuple[Category | Flag, ...] = ()
    insight: Insight | None = None
    confidence_threshold: float = 0.7

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Z]{2}", self.prefix):
            raise DeclarationError(f"intake: prefix {self.prefix!r} must be two capital letters")
        if not (math.isfinite(self.other_change) and self.other_change >= 0):
            raise DeclarationError(f"intake: other_change {self.other_change} must be at least 0")
        if not 0 <= self.confidence_threshold <= 1:
            raise DeclarationError(f"intake: confidence_threshold {self.confidence_threshold} must lie between 0 and 1")
        self._check_unique("triggers", [one.field for one in self.triggers])
        self._check_unique("sensitive", self.sensitive)
        beside = [one.name for one in (*self.applicant_fields, *self.monitored)]
        self._check_unique("applicant_fields and monitored", beside)
        if not self.watched:
            raise DeclarationError("intake: triggers must name at least one field")
        if required := [one.name for one in self.monitored if one.required]:
            raise DeclarationError(
                f"intake: monitored: {', '.join(required)} must not be required: nobody has to say it"
            )
        keep_back(one.name for one in self.applicant_fields)

    def _check_unique(self, part: str, names: Sequence[str]) -> None:
        if twice := sorted({name for name in names if names.count(name) > 1}):
            raise DeclarationError(f"intake: {part}: {', '.join(twice)} must not be declared twice")

    @property
    def watched(self) -> tuple[Trigger, ...]:
        """What a change is looked for in."""
        named = {one.field for one in self.triggers}
        return (*self.triggers, *(Trigger(name) for name in self.sensitive if name not in named))

    def changed(self, old: Record, new: Record) -> tuple[str, ...]:
        """The watched fields whose step from ``old`` to ``new`` asks for a new assessment."""
        return tuple(
            one.field
            for one in self.watched
            if one.fires(old.get(one.field), new.get(one.field), otherwise=self.other_change)
        )

    def state(self, record: Record) -> str:
        """The watched fields of ``record`` as canonical JSON: two records with the same text are assessed once."""
        values = {one.field: _plain(record.get(one.field)) for one in self.watched}
        return json.dumps(values, sort_keys=True, separators=(",", ":"), ensure_ascii=False)

    def check(self, fields: Sequence[Field]) -> None:
        """Raise DeclarationError where this does not fit the ``fields`` of the record."""
        known = {one.name: one for one in fields}
        for one in self.watched:
            declared = known.get(one.field)
            if declared is None:
                raise DeclarationError(f"intake: triggers: {one.field!r} must be a field of the record")
            if declared.protected:
                raise DeclarationError(f"intake: triggers: {one.field!r} is protected and must not ask for anything")
            if one.relative is not None and not isinstance(declared, Number):
                raise DeclarationError(f"intake: trigger {one.field!r}: relative is for numbers only")
        beside = {one.name for one in (*self.applicant_fields, *self.monitored)}
        if both := sorted(beside & set(known)):
            raise DeclarationError(f"intake: {', '.join(both)} must not be a field of the record as well")

    def check_example(self, visible: Record) -> None:
        """Raise DeclarationError where the insight into a record is no JSON object, or lacks a part of its summary."""
        if self.insight is None:
            return
        told = self.insight.tell(visible)
        try:
            json.dumps(dict(told), allow_nan=False)
        except (TypeError, ValueError) as error:
            raise DeclarationError(f"intake: insight {self.insight.name!r} gives no JSON object: {error}") from error
        for part, names in (("summary", self.insight.summary), ("words", tuple(self.insight.words))):
            if lacking := [name for name in names if name not in told]:
                raise DeclarationError(
                    f"intake: insight {self.insight.name!r} lacks {', '.join(lacking)} of its {part}"
                )


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value
