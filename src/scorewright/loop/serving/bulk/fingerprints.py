"""Fingerprints of files."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

AT_ONCE = 4 << 20


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """``lines`` counts the ends of lines: about as many as a text file has rows."""

    sha256: str
    size: int
    lines: int


def fingerprint(path: Path, on_block: Callable[[], None] = lambda: None) -> Fingerprint:
    """``on_block`` is called now and then, since a large file takes a while."""
    digest = hashlib.sha256()
    size = lines = 0
    with path.open("rb") as file:
        while block := file.read(AT_ONCE):
            digest.update(block)
            size += len(block)
            lines += block.count(b"\n")
            if size // AT_ONCE % 64 == 0:
                on_block()
    return Fingerprint(digest.hexdigest(), size, lines)
