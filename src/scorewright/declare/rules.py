"""Rules between two fields of a record, such as that a part is no more than the whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from scorewright.declare.comparisons import COMPARE, Operator
from scorewright.declare.errors import DeclarationError, Problem
from scorewright.declare.fields import Field, Number, Value, json_type

_NAMES: Mapping[Operator, str] = {"<=": "at_most", "<": "below", ">=": "at_least", ">": "above"}
_WORDS: Mapping[Operator, str] = {"<=": "at most", "<": "below", ">=": "at least", ">": "above"}


@dataclass(frozen=True, slots=True)
class Rule:
    """The number ``field`` must stand to the number ``other`` as ``operator`` says, wherever neither is missing.

    >>> Rule("relevant_months", "<=", "months").words
    'must be at most months'
    """

    field: str
    operator: Operator
    other: str

    def __post_init__(self) -> None:
        if self.operator not in COMPARE:
            raise DeclarationError(f"rule of {self.field!r}: {self.operator!r} is not one of {', '.join(COMPARE)}")
        if self.field == self.other:
            raise DeclarationError(f"rule of {self.field!r}: compares the field with itself")

    @property
    def name(self) -> str:
        """What a broken rule is called: at_most, below, at_least or above."""
        return _NAMES[self.operator]

    @property
    def words(self) -> str:
        """What a broken rule says; no number, since that would be a person's."""
        return f"must be {_WORDS[self.operator]} {self.other}"

    def holds(self, value: Value, other: Value) -> bool:
        """Whether ``value`` of the field stands so to ``other``; True where one of them is missing."""
        return value is None or other is None or bool(COMPARE[self.operator](value, other))

    def problem(self, raw: object) -> Problem:
        """The broken rule, where ``raw`` was sent for the field."""
        return Problem(self.field, self.name, self.words, json_type(raw))


def broken(rules: Sequence[Rule], record: Mapping[str, Value], raw: Mapping[str, object]) -> Iterator[Problem]:
    """A problem for each of ``rules`` that ``record`` breaks; fields that it does not have break none."""
    for rule in rules:
        if not rule.holds(record.get(rule.field), record.get(rule.other)):
            yield rule.problem(raw.get(rule.field))


def check_rules(rules: Sequence[Rule], fields: Sequence[Field]) -> None:
    """Raise DeclarationError where a rule is not about two numbers among ``fields``, or stands twice."""
    numbers = {field.name for field in fields if type(field) is Number}  # somebody's own kind may keep anything
    for rule in rules:
        for name in (rule.field, rule.other):
            if name not in numbers:
                raise DeclarationError(f"rules: {rule.field} {rule.operator} {rule.other}: {name!r} is no number field")
    if len(set(rules)) < len(rules):
        raise DeclarationError("rules: one stands twice")
