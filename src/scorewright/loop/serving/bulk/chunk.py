"""A part of a file, small enough to hold in memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from scorewright.loop.serving.bulk.signs import OnBlock, nothing

Rows = TypeVar("Rows")


class FileUnreadableError(ValueError):
    """The file is not of its format, or was cut off; the message names it."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row that is there but cannot be read: ``number`` counts from 1."""

    number: int
    rule: str
    message: str


@dataclass(frozen=True, slots=True)
class Chunk(Generic[Rows]):
    """``numbers`` has the place of each of ``rows`` in the file, counted from 1, shape (n,).

    ``last`` is how many rows of the file are behind us after this chunk, the unreadable ones included.
    """

    rows: Rows
    numbers: NDArray[np.int64]
    unreadable: Sequence[Unreadable]
    last: int


class Reader(Protocol[Rows]):
    """A file that is read from its beginning to its end, a chunk at a time."""

    @property
    def columns(self) -> Sequence[str] | None:
        """The names of the columns; None where each row names its own."""
        ...

    @property
    def total(self) -> int | None:
        """How many rows there are, where the file says so."""
        ...

    def larger_than(self, size: int) -> bool:
        """Whether its rows take more than ``size`` bytes, unpacked; reads no further than it must.

        Raises FileUnreadableError.
        """
        ...

    def chunks(self, after: int, most_rows: int, on_block: OnBlock = nothing) -> Iterator[Chunk[Rows]]:
        """What comes ``after`` so many rows; ``on_block`` is called while these are passed over.

        Raises FileUnreadableError.
        """
        ...
