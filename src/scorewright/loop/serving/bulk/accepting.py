"""Accepting the rows of a chunk for one use case."""

from collections.abc import Sequence
from typing import Protocol, TypeVar

from scorewright.declare.columns import Accepted

Rows_contra = TypeVar("Rows_contra", contravariant=True)


class Acceptor(Protocol[Rows_contra]):
    """Accepts rows of one shape."""

    def accept(self, rows: Rows_contra) -> Accepted:
        """Each of ``rows`` accepted or rejected."""
        ...

    def as_json(self, rows: Rows_contra, accepted: Accepted) -> Sequence[bytes]:
        """The record of each accepted row as it came, as JSON text."""
        ...
