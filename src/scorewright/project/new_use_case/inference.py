"""What the columns of a CSV file seem to be: a first guess, written down for a person to correct."""

import math
from collections.abc import Sequence
from datetime import timedelta

from scorewright.declare.fields import Category, Field, FieldRejected, Flag, Number, Text
from scorewright.declare.outcome import Outcome

MOST_CATEGORIES = 20
LONGEST_CATEGORY = 100
LEAST_OF_A_CLASS = 20
MISSING_WORDS = frozenset({"NA", "N/A", "NaN", "nan", "NULL", "null", "?"})
YES_AND_NO = ({"yes", "no"}, {"true", "false"}, {"1", "0"})
YES = {"yes", "true", "1"}


def infer_field(name: str, cells: Sequence[str]) -> Field:
    """The field that the column ``name`` seems to be: a flag, a number, a category of few values, or else text.

    It accepts every cell. Raises DeclarationError where the column's name cannot be a field's, ValueError where a cell
    holds characters that cannot be kept.
    """
    codes = tuple(sorted({cell for cell in cells if _means_missing(cell)}))
    present = [cell for cell in cells if cell and cell not in codes]
    field = _field(name, sorted(set(present)), codes, required=len(present) == len(cells))
    for cell in cells:
        try:
            field.read(cell)
        except FieldRejected as rejected:
            raise ValueError(f"column {name!r}: a cell {rejected}") from rejected
    return field


def _means_missing(cell: str) -> bool:
    return cell in MISSING_WORDS or cell.isspace()


def _field(name: str, values: Sequence[str], codes: tuple[str, ...], *, required: bool) -> Field:
    if {value.strip().lower() for value in values} in YES_AND_NO:
        return Flag(name=name, required=required, missing_codes=codes)
    if values and all(map(is_number, values)):
        return Number(name=name, required=required, missing_codes=codes)
    if 0 < len(values) <= MOST_CATEGORIES and max(map(len, values)) <= LONGEST_CATEGORY:
        return Category(name=name, required=required, missing_codes=codes, categories=tuple(values))
    longest = max([200, *map(len, values)])
    return Text(name=name, required=False, missing_codes=codes, longest=longest)


def is_number(cell: str) -> bool:
    """Whether ``cell`` is written as a finite number."""
    try:
        return "_" not in cell and math.isfinite(float(cell))
    except ValueError:
        return False


def infer_outcome(name: str, cells: Sequence[str], positive: str | None) -> Outcome:
    """The outcome in the column ``name``, of exactly two values.

    ``positive`` names the one whose probability is asked for; None stands for the one that means yes. Raises ValueError
    where there are not two values with 20 rows each, or where it is not clear which one is positive.
    """
    values = sorted(set(cells))
    if len(values) != 2:
        raise ValueError(f"column {name!r}: an outcome must have two values, in every row; it has {len(values)}")
    if positive is None:
        positive = _yes_of(name, values)
    if positive not in values:
        raise ValueError(f"column {name!r}: holds no {positive!r}, but {values[0]!r} and {values[1]!r}")
    if scarce := [value for value in values if cells.count(value) < LEAST_OF_A_CLASS]:
        raise ValueError(f"column {name!r}: {scarce[0]!r} stands in fewer than {LEAST_OF_A_CLASS} rows")
    (negative,) = (value for value in values if value != positive)
    return Outcome(name=name, positive=positive, negative=negative, window=timedelta(days=30))


def _yes_of(name: str, values: Sequence[str]) -> str:
    if {value.lower() for value in values} not in YES_AND_NO:
        raise ValueError(f"column {name!r}: say which is the positive value, {values[0]!r} or {values[1]!r}")
    return next(value for value in values if value.lower() in YES)
