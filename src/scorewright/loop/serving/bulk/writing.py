"""What all writers of results share."""

from collections.abc import Mapping
from typing import Any, Protocol, TypeVar

import polars as pl

from scorewright.declare.columns import Accepted
from scorewright.loop.serving.bulk.signs import OnBlock, nothing

Mark = Mapping[str, Any]
Rows_contra = TypeVar("Rows_contra", contravariant=True)


class Writer(Protocol[Rows_contra]):
    """A result that grows chunk by chunk, and goes on from a mark."""

    def write(self, rows: Rows_contra, accepted: Accepted, decided: pl.DataFrame) -> None:
        """The accepted of ``rows``, each with its decision beside it."""
        ...

    def flush(self) -> Mark | None:
        """Put all of it on the disk; from where to go on, or None where that is not possible from here."""
        ...

    def finish(self, on_block: OnBlock = nothing) -> str | None:
        """Give the file its name: one that has it is whole. A second time changes nothing.

        Its SHA-256, where that is known without reading it again; ``on_block`` is called while that takes.
        """
        ...

    def tidy(self) -> None:
        """Remove what only an interrupted run would need."""
        ...

    def close(self) -> None:
        """Let go of the file; what was flushed stays."""
        ...
