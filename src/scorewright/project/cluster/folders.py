"""The folder that is decided on, and the one with the result, which has a file of the same name for each file."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

MANIFEST = "_manifest.json"  # readers of a folder of Parquet files pass over what begins with a line
UNFINISHED = ".unfinished"
PATTERN = "*.parquet"


class FolderError(ValueError):
    """The folder cannot be decided on; the message says why."""


@dataclass(frozen=True)
class Folders:
    """Both as every worker sees them: on storage that all of them share."""

    input: Path
    output: Path

    @property
    def manifest(self) -> Path:
        return self.output / MANIFEST

    @property
    def unfinished(self) -> Path:
        return self.output / UNFINISHED

    def names(self) -> list[str]:
        """The files to be decided on, by their path in the folder, in the order of their names. Raises FolderError."""
        if not self.input.is_dir():
            raise FolderError(f"--folder {self.input}: is no folder")
        found = sorted(path.relative_to(self.input).as_posix() for path in self.input.rglob(PATTERN) if path.is_file())
        if not found:
            raise FolderError(f"--folder {self.input}: has no file that ends in .parquet")
        return found

    def check(self, *, resume: bool) -> None:
        """Raise FolderError where a result would be read as rows, or would stand among other files."""
        if self.output.is_relative_to(self.input):
            raise FolderError(f"--output {self.output}: must not be --folder, nor stand in it")
        if self.output.exists() and not self.output.is_dir():
            raise FolderError(f"--output {self.output}: is no folder")
        if not resume and self.output.is_dir() and any(self.output.iterdir()):
            raise FolderError(f"--output {self.output}: must be empty; --resume goes on with an interrupted run")


def fingerprint_of(files: Iterable[tuple[str, str]]) -> str:
    """Of the names and SHA-256 of files together: the SHA-256 of what ``sha256sum`` writes, in the order of the names.

    >>> fingerprint_of([("b", "1"), ("a", "2")]) == hashlib.sha256(b"2  a\\n1  b\\n").hexdigest()
    True
    """
    lines = "".join(f"{sha256}  {name}\n" for name, sha256 in sorted(files))
    return hashlib.sha256(lines.encode()).hexdigest()
