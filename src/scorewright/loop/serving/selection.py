"""Which version a caller asks for: the one in production, or another by its status or its number."""

import re
from dataclasses import dataclass
from typing import Self

from scorewright.loop.registry.models import Status

STATUSES = frozenset(Status.values)


class SelectionError(ValueError):
    """``?status=`` or ``?version=`` says something that there cannot be; ``field`` names which."""

    def __init__(self, field: str, rule: str) -> None:
        super().__init__(rule)
        self.field = field


@dataclass(frozen=True, slots=True)
class Selection:
    """The newest version of ``status``, or the version with ``number``, which must have ``status`` if one is given."""

    status: str | None = None
    number: int | None = None

    @classmethod
    def parse(cls, status: str | None, version: str | None) -> Self:
        """
        >>> Selection.parse(None, "v3")
        Selection(status=None, number=3)
        """
        if status is not None and status not in STATUSES:
            raise SelectionError("status", f"must be one of {', '.join(sorted(STATUSES))}")
        if version is not None and not re.fullmatch(r"v?[1-9][0-9]{0,8}", version, re.ASCII):
            raise SelectionError("version", "must be a version's number, such as 3 or v3")
        return cls(status, None if version is None else int(version.lstrip("v")))


PRODUCTION = Selection()
