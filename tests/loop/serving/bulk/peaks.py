"""``python peaks.py TENANT RUN...``: does the runs one after the other, in small chunks, and prints the most memory, in
KiB, that the process has taken after each.
"""

import sys
from pathlib import Path
from uuid import UUID

import django
import pytest

ROWS, PART, BLOCK = 300, 1_000, 384 << 10


def main(tenant: str, *runs: str) -> None:
    django.setup()
    with pytest.MonkeyPatch.context() as patch:
        _small_chunks(patch)
        from scorewright.loop.serving.bulk.running import execute

        for run in runs:
            done = execute(UUID(run), tenant_id=UUID(tenant), actor="user:test")
            print(done.decided, _peak())


def _small_chunks(patch: pytest.MonkeyPatch) -> None:
    from scorewright.loop.serving.bulk import csv_reader, json_lines_reader, parquet_batches, parquet_sizes, running

    patch.setattr(running, "ROWS_AT_ONCE", dict.fromkeys(running.ROWS_AT_ONCE, ROWS))
    patch.setattr(running, "ROWS_IN_A_PART", dict.fromkeys(running.ROWS_IN_A_PART, PART))
    for module in (parquet_batches, parquet_sizes):
        patch.setattr(module, "BATCH_BYTES", 4 * BLOCK)
    for reader in (csv_reader, json_lines_reader):
        patch.setattr(reader, "BLOCK_BYTES", BLOCK)


def _peak() -> int:
    """Of this program alone: what the kernel says of processes counts the one that started it, too."""
    lines = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    return int(lines["VmHWM"].split()[0])


if __name__ == "__main__":
    main(*sys.argv[1:])
