"""Looking at a file before anything is decided: its fingerprint, its rows, and what speaks against it."""

from dataclasses import dataclass
from pathlib import Path

from scorewright.declare.catalogue import use_case_named
from scorewright.declare.columns import ColumnsError, check_columns
from scorewright.loop.serving.bulk.chunk import FileUnreadableError
from scorewright.loop.serving.bulk.fingerprints import fingerprint
from scorewright.loop.serving.bulk.parquet_reader import ParquetReader


@dataclass(frozen=True)
class Expected:
    """What every file is held against."""

    use_case: str
    ignored: frozenset[str]


@dataclass(frozen=True)
class Looked:
    """``objection`` is empty where the rows can be decided on."""

    name: str
    path: Path
    sha256: str
    size: int
    rows: int
    objection: str


def look(expected: Expected, file: tuple[str, Path]) -> Looked:
    """At the file with this name, at this path, from a worker."""
    name, path = file
    try:
        found = fingerprint(path)
        reader = ParquetReader(path, name)
        check_columns(use_case_named(expected.use_case), reader.columns, expected.ignored)
    except ColumnsError as error:
        return _refused(name, path, f"{name}: {error}")
    except FileUnreadableError as error:
        return _refused(name, path, str(error))
    except OSError as error:
        return _refused(name, path, f"{name}: a worker cannot read it: {error.strerror}")
    return Looked(name, path, found.sha256, found.size, reader.total or 0, "")


def _refused(name: str, path: Path, objection: str) -> Looked:
    return Looked(name, path, "", 0, 0, objection)
