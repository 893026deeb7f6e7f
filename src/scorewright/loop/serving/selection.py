"""Which version a caller asks for: the one in production, or another by its status or its number."""

import re
from dataclasses import dataclass
from typing import Self

from scorewright.loop.registry.models import AB_TESTING, Status

STATUSES = frozenset((*Status.values, AB_TESTING))


class SelectionError(ValueError):
    """``?status=`` or ``?version=`` says something that there cannot be; ``field`` names which."""

    def __init__(self, field: str, rule: str) -> None:
        super().__init__(rule)
        self.field = field


@dataclass(frozen=True, slots=True)
class Selection:
    """The newest version of ``status``, or the version with ``number``, which must have ``status`` if one is given.

    With ``sole`` the newest will not do where there are several. ``ab_testing`` without a number are the arms of the
    traffic plan that is open, each for its share.

    >>> Selection("production") == PRODUCTION
    True
    """

    status: str | None = None
    number: int | None = None
    sole: bool = False

    def __post_init__(self) -> None:
        # Whoever asks for production by its name asks for what everybody gets, with the fallback behind it.
        if self.status == Status.PRODUCTION and self.number is None:
            object.__setattr__(self, "status", None)
        if self.status is None or self.number is not None:
            object.__setattr__(self, "sole", False)

    @property
    def of_arms(self) -> bool:
        return self.status == AB_TESTING and self.number is None

    @classmethod
    def parse(
        cls, status: str | None, version: str | None, default_status: str | None = None, *, sole: bool = False
    ) -> Self:
        """``default_status`` is for whoever asks for neither.

        >>> Selection.parse(None, "v3", "testing").number, Selection.parse(None, None, "testing").status
        (3, 'testing')
        """
        if status is None and version is None:
            status = default_status
        if status is not None and status not in STATUSES:
            raise SelectionError("status", f"must be one of {', '.join(sorted(STATUSES))}")
        if version is not None and not re.fullmatch(r"v?[1-9][0-9]{0,8}", version, re.ASCII):
            raise SelectionError("version", "must be a version's number, such as 3 or v3")
        return cls(status, None if version is None else int(version.lstrip("v")), sole)


PRODUCTION = Selection()
