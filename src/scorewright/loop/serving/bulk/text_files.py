"""Text files as bytes, plain or gzipped."""

import gzip
import zlib
from pathlib import Path
from typing import IO, cast

NOT_GZIPPED = (gzip.BadGzipFile, EOFError, zlib.error)
BLOCK_BYTES = 1 << 20


def opened(path: Path, *, gzipped: bool, buffered: int = BLOCK_BYTES) -> IO[bytes]:
    """The file, to be read; whoever reads may meet one of ``NOT_GZIPPED``."""
    # What gzip gives is no IO by name, but reads like one.
    return cast("IO[bytes]", gzip.open(path)) if gzipped else path.open("rb", buffered)


def is_larger(path: Path, size: int, *, gzipped: bool) -> bool:
    """Whether more than ``size`` bytes stand in it, unpacked; reads no further than it must."""
    if not gzipped:
        return path.stat().st_size > size
    left = size
    with opened(path, gzipped=True) as file:
        while left >= 0:
            block = file.read(BLOCK_BYTES)
            if not block:
                return False
            left -= len(block)
    return True
