"""The formats of files that are scored, and what tells one from another."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

GZIPPED = ".gz"


class Format(StrEnum):
    CSV = "csv"
    JSON_LINES = "jsonl"
    PARQUET = "parquet"


class UnknownFormatError(ValueError):
    """Neither the name of a file nor its content type says what it is."""


_ENDINGS = {
    "csv": Format.CSV,
    "jsonl": Format.JSON_LINES,
    "ndjson": Format.JSON_LINES,
    "parquet": Format.PARQUET,
    "pq": Format.PARQUET,
}
_CONTENT_TYPES = {
    "text/csv": Format.CSV,
    "application/csv": Format.CSV,
    "application/jsonl": Format.JSON_LINES,
    "application/x-ndjson": Format.JSON_LINES,
    "application/x-jsonlines": Format.JSON_LINES,
    "application/vnd.apache.parquet": Format.PARQUET,
    "application/x-parquet": Format.PARQUET,
}
CONTENT_TYPE_OF = {
    Format.CSV: "text/csv; charset=utf-8",
    Format.JSON_LINES: "application/x-ndjson",
    Format.PARQUET: "application/vnd.apache.parquet",
}


@dataclass(frozen=True, slots=True)
class FileKind:
    """A format, and whether the whole of it is gzipped."""

    format: Format
    gzipped: bool = False

    @classmethod
    def of(cls, name: str, content_type: str = "") -> Self:
        """What the ending of ``name`` says or, where that says nothing, ``content_type``. Raises UnknownFormatError.

        >>> FileKind.of("rows.csv.gz")
        FileKind(format=<Format.CSV: 'csv'>, gzipped=True)
        """
        gzipped = name.lower().endswith(GZIPPED) or content_type == "application/gzip"
        ending = name.lower().removesuffix(GZIPPED).rpartition(".")[2]
        found = _ENDINGS.get(ending) or _CONTENT_TYPES.get(content_type.partition(";")[0].strip().lower())
        if found is None or (gzipped and found == Format.PARQUET):
            raise UnknownFormatError(
                f"{name or 'the file'} must end in .csv, .csv.gz, .jsonl, .jsonl.gz or .parquet, "
                "or come with the content type of one of these"
            )
        return cls(found, gzipped)

    @property
    def ending(self) -> str:
        """As ``of`` reads it again.

        >>> FileKind.of(FileKind(Format.CSV, gzipped=True).ending).ending
        'csv.gz'
        """
        return f"{self.format}{GZIPPED if self.gzipped else ''}"


def stem(name: str) -> str:
    """``name`` without the ending of its format.

    >>> stem("rows.2026.csv.gz"), stem("rows")
    ('rows.2026', 'rows')
    """
    return re.sub(r"(?i)(\.(csv|jsonl|ndjson)(\.gz)?|\.(parquet|pq))$", "", name)
