"""However large a file is, deciding on it takes no more memory: measured in a process of its own."""

import base64
import csv
import json
import os
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.serving.bulk.asking import GivenFile, ask
from scorewright.loop.serving.bulk.formats import FileKind
from scorewright.loop.tenancy.scope import acting
from scorewright.project.embedded.stack import Embedded

ROWS = 1_500
TIMES = 16
OTHER_BYTES = 4_500
MOST_GROWTH_KIB = 48 << 10  # of a process that has just warmed up; what is read in one go costs as much as the file
STATUS = Path("/proc/self/status")

pytestmark = pytest.mark.skipif(not STATUS.exists(), reason="needs a kernel that says how much a process has taken")


def _rows(count: int) -> list[dict[str, Any]]:
    """Rows that cannot be packed: each with some kilobytes of its own that are passed on."""
    rng = np.random.default_rng(7)
    example = dict(use_case_named("retention").examples[0])
    return [example | {"customer": base64.b64encode(rng.bytes(OTHER_BYTES)).decode()} for _ in range(count)]


def _write(rows: list[dict[str, Any]], path: Path) -> None:
    if path.suffix == ".csv":
        with path.open("w", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    elif path.suffix == ".jsonl":
        path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    else:
        pl.DataFrame(rows).write_parquet(path, row_group_size=len(rows) if "one_group" in path.name else 350)


@pytest.mark.parametrize("name", ["rows.csv", "rows.jsonl", "rows.parquet", "one_group.parquet"])
def test_run__sixteen_times_the_rows__hardly_more_memory(
    tenant_id: uuid.UUID, embedded: Embedded, tmp_path: Path, name: str
) -> None:
    sizes, runs = [], []
    for times in (1, TIMES):
        path = tmp_path / f"{times}_{name}"
        _write(_rows(ROWS * times), path)
        sizes.append(path.stat().st_size)
        with acting(tenant_id, actor="user:test"):
            runs.append(_run(path))
    program = [sys.executable, str(Path(__file__).with_name("peaks.py")), str(tenant_id), *map(str, runs)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    said = subprocess.run(program, env=environment, capture_output=True, text=True, check=True).stdout.split()
    assert said[::2] == [str(ROWS), str(ROWS * TIMES)]
    grown = int(said[3]) - int(said[1])
    assert sizes[1] - sizes[0] > 2 * MOST_GROWTH_KIB << 10
    assert grown < MOST_GROWTH_KIB, f"{name} took {grown} KiB more"


def _run(path: Path) -> uuid.UUID:
    kind = FileKind.of(path.name)
    return ask(
        use_case=use_case_named("retention"),
        file=GivenFile(path.name, kind, str(path)),
        output=GivenFile("answers", kind, f"{path}.answers"),
        rejected_path=f"{path}.rejected",
        stored=False,
        by="user:test",
        record="run",
        ignored=["customer"],
    ).pk
