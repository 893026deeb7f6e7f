"""Advice: what a person can do about a decision, said of the record alone."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from msgspec import Struct

from scorewright.declare.errors import DeclarationError
from scorewright.declare.records import Record

Kind = Literal["strength", "weakness", "suggestion", "gap"]
Severity = Literal["high", "medium", "low"]


class Advice(Struct, frozen=True):
    """One thing to know: what speaks for or against a record, what would help, or how far it is from what is usual.

    ``subject`` names what it is about, ``words`` are for people. ``severity`` says how grave a gap is, ``value`` how
    large, in the unit of its subject; None where that says nothing.
    """

    kind: Kind
    subject: str
    words: str
    severity: Severity | None = None
    value: float | None = None


@dataclass(frozen=True, kw_only=True)
class Advisor:
    """``advise`` maps a record (protected fields left out) to advice: a pure function, whose order is kept.

    ``version`` names the function: it must change whenever the function does, since kept advice is made again, and
    compared, where both names are the same.
    """

    advise: Callable[[Record], tuple[Advice, ...]]
    version: str = "advice_v1"

    def __post_init__(self) -> None:
        if not self.version.strip():
            raise DeclarationError("advisor: version: must say something")
