"""Whom decisions are about: customers, say, of whom each may have several."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

import numpy as np
from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Cast
from numpy.typing import NDArray

from scorewright.declare.fields import Field, FieldRejected
from scorewright.declare.use_case import UseCase


class Units:
    """The units of kept records by the field ``name`` of ``use_case``, spelt as the door does when it chooses an arm.

    Where there is no such field, each decision is a unit of its own.
    """

    def __init__(self, use_case: UseCase, name: str | None) -> None:
        fields = {field.name: field for field in use_case.fields}
        self._field: Field | None = None if name is None else fields.get(name)

    def column(self, record: str) -> Any:
        """What is read of a row for it, and not the whole of its ``record``."""
        return Value("") if self._field is None else _Text(record, self._field.name)

    def of(self, text: str | None) -> str | None:
        """The unit of what ``column`` read; None where the record names none."""
        if self._field is None or text is None:
            return None
        try:
            unit = self._field.read(text)
        except FieldRejected:  # the field was declared otherwise when it was decided
            return text
        return None if unit is None else str(unit)

    def names(self, texts: Iterable[str | None], decisions: Iterable[UUID]) -> NDArray[np.str_]:
        """Of n decisions, shape (n,): the same for those that are about the same unit."""
        units = ((self.of(text), key) for text, key in zip(texts, decisions, strict=True))
        return np.array([f"decision {key}" if unit is None else f"unit {unit}" for unit, key in units], np.str_)


class _Text(Func):
    """The text of one field of a record as it came."""

    template = "(%(expressions)s)"
    arg_joiner = " ->> "
    output_field = TextField()

    def __init__(self, record: str, field: str) -> None:
        super().__init__(F(record), Cast(Value(field), TextField()))
