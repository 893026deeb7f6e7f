"""What can be wrong: with a declaration, and with a record."""

from collections.abc import Sequence
from dataclasses import dataclass


class DeclarationError(ValueError):
    """A declaration breaks a rule; the message names the use case, the part of it and the rule."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One broken rule of a record: field, rule, a sentence, and the *type* of what was sent (never its value)."""

    field: str
    rule: str
    message: str
    received: str


class RecordRejected(ValueError):  # noqa: N818 - says what happened to the record, as the answer does
    """A record breaks the rules of its declaration; ``problems`` holds every broken rule."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(f"{problem.field}: {problem.message}" for problem in problems))
        self.problems = tuple(problems)
