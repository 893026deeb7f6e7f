"""A world to try a use case in: people who never were, asked about month by month, and what truly becomes of them."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any, Literal, Protocol

from scorewright.declare.errors import DeclarationError

Quality = Literal["good", "fair", "poor", "reversed"]


@dataclass(frozen=True, slots=True)
class Feedback:
    """What somebody says of a case: ``value`` as the use case's outcome is observed, ``after`` the decision.

    ``true`` says whether that is what happened. Raises ValueError where it is said before the decision.
    """

    value: str
    after: timedelta
    true: bool

    def __post_init__(self) -> None:
        if self.after < timedelta(0):
            raise ValueError(f"feedback: after: {self.after} must not be negative")


@dataclass(frozen=True, slots=True)
class Case:
    """One person at one moment, and the truth beside it, which nobody may send.

    ``record`` is raw, as a client would send it ``at`` that moment, which has its offset from UTC. ``probability`` is
    the true one of the positive outcome, ``label`` what happened (1 positive, 0 negative), known to nobody before the
    outcome's window is over. ``feedback`` is None where nobody will ever say. Raises ValueError naming the part that is
    wrong.
    """

    record: Mapping[str, Any]
    at: datetime
    probability: float
    label: int
    feedback: Feedback | None

    def __post_init__(self) -> None:
        if self.at.tzinfo is None:
            raise ValueError("case: at: must carry its offset from UTC")
        if not 0 <= self.probability <= 1:
            raise ValueError(f"case: probability: {self.probability} must lie between 0 and 1")
        if self.label not in (0, 1):
            raise ValueError(f"case: label: {self.label!r} must be 0 or 1")


class World(Protocol):
    """What happens, all of it following from the seed and size that the world was made with, in any order of asking."""

    def history(self, quality: Quality = "good") -> Sequence[Case]:
        """Labelled snapshots before the first month, in the order of time, to train a first version from.

        All their outcomes were known before the first month, and ``label`` is what was noted of them. The "good" notes
        are right. "fair" ones, of the same people and moments, make a version less accurate by a few points, "poor"
        ones by more: the world says by how much. "reversed" ones say the opposite of what happened.
        """
        ...

    def month(self, number: int) -> Sequence[Case]:
        """Who is asked about in month ``number`` (1, 2, ...), in the order of time, every moment within that month.

        Raises ValueError for a month that the world does not have.
        """
        ...

    def happening(self, number: int) -> Sequence[str]:
        """What happens in month ``number``, in words for people, such as "A competitor's offer begins"; often nothing.

        Raises ValueError for a month that the world does not have.
        """
        ...


@dataclass(frozen=True, kw_only=True)
class Simulation:
    """A world that a use case can be tried in, under a ``name`` that no other has.

    ``starts`` is the first day of its month 1. ``world`` makes it from a seed and how many are asked about a month, and
    ``variants``, by their names, make others, in which something happens that otherwise does not. Raises
    DeclarationError naming the part that is wrong.

    >>> Simulation(name="loans", title="A year of loans", starts=date(2026, 1, 2), world=lambda seed, size: None)
    Traceback (most recent call last):
    ...
    scorewright.declare.errors.DeclarationError: simulation 'loans': starts: 2026-01-02 must be the first of a month
    """

    name: str
    title: str
    starts: date
    world: Callable[[int, int], World]
    variants: Mapping[str, Callable[[int, int], World]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,49}", self.name):
            raise self._wrong("name", "must be at most 50 lower-case letters, digits and underscores")
        if not self.title.strip():
            raise self._wrong("title", "must say something")
        if self.starts.day != 1:
            raise self._wrong("starts", f"{self.starts} must be the first of a month")
        for name in self.variants:
            if not re.fullmatch(r"[a-z][a-z0-9_]{0,49}", name):
                raise self._wrong("variants", f"{name!r} must be at most 50 lower-case letters, digits and underscores")

    def made(self, seed: int, size: int, variant: str | None = None) -> World:
        """The world, or a variant of it. Raises KeyError where there is none of that name."""
        make = self.world if variant is None else self.variants[variant]
        return make(seed, size)

    def _wrong(self, part: str, rule: str) -> DeclarationError:
        return DeclarationError(f"simulation {self.name!r}: {part}: {rule}")
