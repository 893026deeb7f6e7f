"""What is said where a feature speaks for the adverse outcome: by its value, and by how it moves answers."""

from dataclasses import dataclass

from scorewright.declare.errors import DeclarationError
from scorewright.science.table import Direction, Kind


@dataclass(frozen=True, kw_only=True)
class Adverse:
    """Words for what the value is: ``neutral`` must be true in every case, and is said where no others are declared.

    ``high`` is said where more of the feature can only raise the answer of the model that gave it, ``low`` where it can
    only lower it: what speaks against somebody is then that the value is high, or low, for this model. ``either`` is
    said where more of it may do both, and ``missing`` where there is no value. In the first three ``{value}`` stands
    for the value, and ``{percent}`` for a hundred times it.

    >>> history = Adverse(low="The credit history is short ({value:.1f} years)", neutral="How long it is")
    >>> history.said(1.5, -1), history.said(1.5, 0)
    ('The credit history is short (1.5 years)', 'How long it is')
    """

    neutral: str
    high: str = ""
    low: str = ""
    either: str = ""
    missing: str = ""

    def said(self, value: float | str | None, direction: Direction) -> str:
        """Of ``value``, where more of it moves the answer in ``direction`` (0: in either)."""
        if value is None:
            return self.missing or self.neutral
        words = {1: self.high, -1: self.low, 0: self.either}[direction]
        return _filled(words, value) if words else self.neutral

    def check(self, kind: Kind) -> None:
        """Raises DeclarationError naming the rule that is broken."""
        if not self.neutral.strip():
            raise DeclarationError("adverse: neutral must say something")
        if kind == "category" and (self.high or self.low):
            raise DeclarationError("adverse: a category is neither high nor low")
        for words in (self.high, self.low, self.either):
            try:
                _filled(words, "" if kind == "category" else 0.5)
            except (KeyError, IndexError, ValueError, AttributeError) as error:
                raise DeclarationError(f"adverse: {words!r} must hold nothing but {{value}} or {{percent}}") from error


def _filled(words: str, value: float | str) -> str:
    if isinstance(value, str):
        return words.format(value=value)
    number = float(value)  # what comes back from a database may be a whole one
    return words.format(value=number, percent=100 * number)
