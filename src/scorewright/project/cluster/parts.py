"""The files of a folder, each of which is decided on as a whole: what is asked for, and what came of it."""

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self


@dataclass(frozen=True)
class Part:
    """``name`` is the file's path in both folders; ``sha256`` and ``size`` are those of the file when looked at."""

    name: str
    input: Path
    output: Path
    sha256: str
    size: int

    @property
    def rejected(self) -> Path:
        """Where the rejected rows go.

        >>> Part("may/a.parquet", Path("in/may/a.parquet"), Path("out/may/a.parquet"), "", 0).rejected.as_posix()
        'out/may/a.rejected.csv'
        """
        return self.output.with_name(f"{self.output.stem}.rejected.csv")


@dataclass(frozen=True)
class DecidedPart:
    """What became of the rows of a part; ``rejected_sha256`` is empty where none was rejected."""

    name: str
    rows: int
    decided: int
    rejected: int
    fallbacks: int
    positive: int
    input_bytes: int
    input_sha256: str
    output_sha256: str
    rejected_sha256: str

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> Self:
        return cls(**content)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)
