"""What the clients were promised: the states of each application that must be scored, and when all is over, whether."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple


class State(NamedTuple):
    """An application with one of its incomes: no other state of it has the same."""

    application: str
    income: int


class Assessed(NamedTuple):
    """One assessment that the database has, whatever came of it; ``completed``: with a decision of its own."""

    state: State
    completed: bool


@dataclass
class Ledger:
    """``states`` must each be scored; ``failures`` counts what was answered, or broken off, instead, by kind."""

    states: set[State] = field(default_factory=set)
    failures: Counter[str] = field(default_factory=Counter)
    applications: int = 0
    answered: int = 0


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many states had to be scored, how many were, how many were not, and how many assessments or decisions there
    are that should not be: of a state that was scored before, or that nothing asked for.
    """

    states: int
    scored: int
    lost: int
    doubled: int


def compare(expected: Iterable[State], assessed: Iterable[Assessed], decisions: int) -> Verdict:
    """``decisions`` is how many were made for assessments, whether these stand or not.

    >>> first, second, third = State("a", 1), State("a", 2), State("b", 1)
    >>> compare([first, second], [Assessed(first, True), Assessed(second, True)], 2)
    Verdict(states=2, scored=2, lost=0, doubled=0)
    >>> compare([first, second], [Assessed(first, True), Assessed(first, True), Assessed(third, True)], 4)
    Verdict(states=2, scored=1, lost=1, doubled=3)
    """
    wanted, rows = set(expected), list(assessed)
    completed = {row.state for row in rows if row.completed}
    scored = wanted & completed
    counted = Counter(row.state for row in rows)
    too_many = sum(count - (state in wanted) for state, count in counted.items())
    stray = max(0, decisions - sum(row.completed for row in rows))
    return Verdict(len(wanted), len(scored), len(wanted - completed), too_many + stray)
