"""Records and outcomes to train from, as they came."""

import csv
import gzip
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import IO


@dataclass(frozen=True)
class Dataset:
    """``rows`` of named text cells, as a CSV file has them: the record's fields and the outcome's column.

    ``ignored`` names columns of the file that are neither (such as a customer's number). ``weights``, one for each row,
    are how many cases it stands for, at least 1; None: itself.
    """

    rows: Sequence[Mapping[str, str]]
    source: str
    ignored: frozenset[str] = frozenset()
    weights: Sequence[float] | None = None


class DatasetError(ValueError):
    """A file cannot be read as rows of named cells; the message names the file and, where there is one, the line."""


def dataset_from_csv(path: Path | Traversable, *, source: str = "", ignored: frozenset[str] = frozenset()) -> Dataset:
    """Read a CSV file with a header, in UTF-8, plain or gzipped (".gz").

    Raises DatasetError, naming the file, where it is no such file, where the header is missing or names a column twice,
    and where a row has not as many cells.
    """
    try:
        return _read(path, source, ignored)
    except (UnicodeDecodeError, csv.Error, gzip.BadGzipFile, EOFError) as error:
        raise DatasetError(f"{path.name}: is no CSV file in UTF-8, plain or (as .gz) gzipped: {error}") from error


def _read(path: Path | Traversable, source: str, ignored: frozenset[str]) -> Dataset:
    with path.open("rb") as raw, _unpacked(raw, path.name) as text:
        lines = csv.reader(text)
        header = next(lines, [])
        if not header or len(set(header)) < len(header):
            raise DatasetError(f"{path.name}: must begin with a header that names each column once")
        rows = [_row(header, cells, f"{path.name}, line {lines.line_num}", ignored) for cells in lines if cells]
    return Dataset(rows, source or path.name, ignored)


def _row(header: list[str], cells: list[str], place: str, ignored: frozenset[str]) -> Mapping[str, str]:
    if len(cells) != len(header):
        raise DatasetError(f"{place}: has {len(cells)} cells where the header has {len(header)}")
    return {name: cell for name, cell in zip(header, cells, strict=True) if name not in ignored}


def _unpacked(raw: IO[bytes], name: str) -> IO[str]:
    binary = gzip.GzipFile(fileobj=raw) if name.endswith(".gz") else raw
    return io.TextIOWrapper(binary, encoding="utf-8-sig", newline="")
