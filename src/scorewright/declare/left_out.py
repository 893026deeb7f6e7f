"""Rows of a data set that nobody should learn from, such as those whose outcome is neither of the two."""

from collections.abc import Mapping
from dataclasses import dataclass

from scorewright.declare.errors import DeclarationError


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Rows whose cell in ``column`` is one of ``values``, in any case, are left out of training, and counted.

    ``column`` is the outcome's, a field, or a column that is neither and is not looked at otherwise; a data set need
    not have it. One that is not ``heeded`` leaves nothing out; its column is known all the same.
    """

    column: str
    values: tuple[str, ...]
    heeded: bool = True

    def __post_init__(self) -> None:
        if not self.values:
            raise DeclarationError(f"left_out: {self.column!r} must name at least one value")
        object.__setattr__(self, "values", tuple(value.lower() for value in self.values))

    def why(self, row: Mapping[str, object]) -> str | None:
        """Column and value of a row that is left out, None for one that is not.

        >>> LeftOut("decision", ("waitlisted",)).why({"decision": "Waitlisted"})
        'decision is waitlisted'
        """
        if not self.heeded or self.column not in row:
            return None
        raw = row[self.column]
        cell = "" if raw is None else str(raw).strip().lower()
        return f"{self.column} is {cell or 'empty'}" if cell in self.values else None
