"""The authority on a cell: the field itself."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scorewright.declare.errors import Problem
from scorewright.declare.fields import Field, FieldRejected, Value


@dataclass(frozen=True, slots=True)
class Authority:
    """Asks ``field`` cell by cell: ``typed`` cells are values as in JSON, others text as in CSV."""

    field: Field
    typed: bool

    def ask(self, cell: object) -> Value | Problem:
        """The value of ``cell`` as a record has it, or what is wrong with it."""
        try:
            return self.field.accept(cell) if self.typed else self.field.read("" if cell is None else str(cell))
        except FieldRejected as rejected:
            return self.field.problem(rejected, cell)

    def ask_each(self, cells: Iterable[object], *, repeated: bool) -> Iterator[Value | Problem]:
        """As ``ask``; ``repeated`` cells are texts or None, of which each is asked about only once."""
        if not repeated:
            yield from map(self.ask, cells)
            return
        known: dict[object, Value | Problem] = {}
        for cell in cells:
            if cell not in known:
                known[cell] = self.ask(cell)
            yield known[cell]
