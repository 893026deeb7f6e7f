"""Features: named, pure functions of a record; the same one trains and serves."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from scorewright.declare.errors import DeclarationError
from scorewright.declare.fields import Category, Field, Flag, Number
from scorewright.declare.records import Record, number, text
from scorewright.science.table import Column, Kind, Table, table_from_rows

FeatureValue = float | str | None


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One input of the model.

    ``compute`` maps a record, without its protected fields, to a number (in ``unit``) or a category; None and NaN are
    missing.
    ``monotone`` is +1 where more of it may only raise the probability of the positive outcome, -1 where only lower it.
    """

    name: str
    compute: Callable[[Record], FeatureValue]
    kind: Kind = "number"
    unit: str = ""
    monotone: Literal[-1, 0, 1] = 0
    description: str = ""

    def __post_init__(self) -> None:
        if not self.name:
            raise DeclarationError("feature '': name must not be empty")
        if self.kind == "category" and self.monotone:
            raise DeclarationError(f"feature {self.name!r}: monotone must be 0 for a category")

    @property
    def column(self) -> Column:
        """What the model knows of this feature."""
        return Column(self.name, self.kind, self.monotone)


def take(field: Field, *, monotone: Literal[-1, 0, 1] = 0) -> Feature:
    """The feature that is ``field`` itself. Raises DeclarationError where the field is protected, text or a moment."""
    if field.protected:
        raise DeclarationError(f"field {field.name!r}: is protected and must never be a feature")
    if not isinstance(field, Number | Category | Flag):
        raise DeclarationError(f"field {field.name!r}: only numbers, categories and flags can be features as they are")

    def compute(record: Record) -> FeatureValue:
        return text(record, field.name) or None if isinstance(field, Category) else number(record, field.name)

    kind: Kind = "category" if isinstance(field, Category) else "number"
    return Feature(name=field.name, compute=compute, kind=kind, unit=field.unit, monotone=monotone)


def compute_features(features: Sequence[Feature], record: Record) -> Mapping[str, FeatureValue]:
    """Every feature of ``record``, by name. The record must already be without protected fields.

    A number that is not finite is missing, and so None: it could be neither stored nor scored.
    """
    return {feature.name: _finite(feature.compute(record)) for feature in features}


def _finite(value: FeatureValue) -> FeatureValue:
    return None if isinstance(value, float) and not math.isfinite(value) else value


def feature_table(features: Sequence[Feature], rows: Sequence[Mapping[str, FeatureValue]]) -> Table:
    """The model's input for ``rows`` of computed features: n rows give a table of n rows."""
    return table_from_rows([feature.column for feature in features], rows)
