"""Features: named, pure functions of a record; the same one trains and serves."""

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from scorewright.declare.adverse import Adverse
from scorewright.declare.errors import DeclarationError
from scorewright.declare.fields import Category, Field, Flag, Number
from scorewright.declare.records import Record, number, text
from scorewright.science.table import Column, Direction, Kind, Table, table_from_rows

FeatureValue = float | str | None


@dataclass(frozen=True, kw_only=True)
class Feature:
    """One input of the model.

    ``compute`` maps a record, without its protected fields, to a number (in ``unit``) or a category; None and NaN are
    missing.
    ``monotone`` is +1 where more of it may only raise the probability of the positive outcome, -1 where only lower it.
    ``adverse`` is what is said where this feature speaks for the positive, that is the adverse, outcome: one text, or
    one for each side on which the value can lie.
    """

    name: str
    compute: Callable[[Record], FeatureValue]
    kind: Kind = "number"
    unit: str = ""
    monotone: Direction = 0
    description: str = ""
    adverse: str | Adverse = ""

    def __post_init__(self) -> None:
        if not self.name:
            raise DeclarationError("feature '': name must not be empty")
        if self.kind == "category" and self.monotone:
            raise DeclarationError(f"feature {self.name!r}: monotone must be 0 for a category")
        if isinstance(self.adverse, Adverse):
            try:
                self.adverse.check(self.kind)
            except DeclarationError as error:
                raise DeclarationError(f"feature {self.name!r}: {error}") from error

    @property
    def column(self) -> Column:
        """What the model knows of this feature."""
        return Column(self.name, self.kind, self.monotone)

    @property
    def reason_words(self) -> str:
        """What is said where this feature speaks for the positive outcome, whatever its value: never empty.

        >>> Feature(name="MonthlyCharges_in_EUR", compute=lambda record: 1.0).reason_words
        'Monthly charges in EUR'
        """
        adverse = self.adverse.neutral if isinstance(self.adverse, Adverse) else self.adverse
        return adverse.strip() or self.description.strip() or _in_words(self.name)


def _in_words(name: str) -> str:
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_+", " ", name).split()
    sentence = " ".join(word if len(word) > 1 and word.isupper() else word.lower() for word in words) or name
    return sentence[0].upper() + sentence[1:]


@dataclass(frozen=True, slots=True)
class Taken:
    """Computes a feature that is the field ``field`` itself: known by this type, so that it need not be called."""

    field: str
    kind: Kind

    def __call__(self, record: Record) -> FeatureValue:
        return text(record, self.field) or None if self.kind == "category" else number(record, self.field)


def take(field: Field, *, monotone: Direction = 0, adverse: str | Adverse = "") -> Feature:
    """The feature that is ``field`` itself. Raises DeclarationError where the field is protected, text or a moment.

    >>> take(Number(name="age", unit="years")).compute({"age": 31})
    31.0
    """
    if field.protected:
        raise DeclarationError(f"field {field.name!r}: is protected and must never be a feature")
    if not isinstance(field, Number | Category | Flag):
        raise DeclarationError(f"field {field.name!r}: only numbers, categories and flags can be features as they are")
    kind: Kind = "category" if isinstance(field, Category) else "number"
    return Feature(
        name=field.name,
        compute=Taken(field.name, kind),
        kind=kind,
        unit=field.unit,
        monotone=monotone,
        description=field.description,
        adverse=adverse,
    )


def compute_features(features: Sequence[Feature], record: Record) -> Mapping[str, FeatureValue]:
    """Every feature of ``record``, by name. The record must already be without protected fields.

    A number that is not finite is missing, and so None: it could be neither stored nor scored.
    """
    return {feature.name: finite(feature.compute(record)) for feature in features}


def finite(value: FeatureValue) -> FeatureValue:
    """``value``, or None where it is a number that is not finite.

    NumPy's kinds of float and text become Python's own, which can be kept.
    """
    if isinstance(value, float):
        return float(value) if math.isfinite(value) else None
    return str(value) if isinstance(value, str) else value


def feature_table(features: Sequence[Feature], rows: Sequence[Mapping[str, FeatureValue]]) -> Table:
    """The model's input for ``rows`` of computed features: n rows give a table of n rows."""
    return table_from_rows([feature.column for feature in features], rows)
