"""A library written in Rust ends in a panic where it did not expect something, and a panic is no Exception."""

from collections.abc import Iterator
from contextlib import contextmanager

import polars as pl

from scorewright.loop.serving.bulk.chunk import FileUnreadableError


@contextmanager
def named(file: str) -> Iterator[None]:
    """What polars cannot do with the rows of ``file`` becomes a FileUnreadableError that names it."""
    try:
        yield
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException) as error:
        raise FileUnreadableError(f"{file}: has a value that cannot be read or written: {in_short(error)}") from error


def in_short(error: BaseException) -> str:
    """What a library says, without what it says to programmers."""
    return str(error).strip().partition("\n")[0][:300]
