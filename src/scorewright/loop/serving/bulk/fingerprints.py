"""Fingerprints of files."""

import hashlib
from dataclasses import dataclass
from pathlib import Path

from scorewright.loop.serving.bulk.signs import OnBlock, nothing

AT_ONCE = 1 << 18  # stays in the processor's cache


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """``lines`` counts the ends of lines, where they were asked for: about as many as a text file has rows."""

    sha256: str
    size: int
    lines: int


def fingerprint(path: Path, on_block: OnBlock = nothing, *, lines_too: bool = False) -> Fingerprint:
    """``on_block`` is called after each block, since a large file takes a while."""
    digest = hashlib.sha256()
    size = lines = 0
    block = bytearray(AT_ONCE)
    with path.open("rb", buffering=0) as file:
        while found := file.readinto(block):
            digest.update(memoryview(block)[:found])
            size += found
            lines += block.count(b"\n", 0, found) if lines_too else 0
            on_block()
    return Fingerprint(digest.hexdigest(), size, lines)
