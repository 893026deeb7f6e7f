"""Files of rows of the small use case, in every format."""

import csv
import gzip
import json
import uuid
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from scorewright.declare.use_case import UseCase

if TYPE_CHECKING:
    from scorewright.loop.registry.models import ModelVersion

    from .desks import Desk

Row = Mapping[str, Any]
WriteRows = Callable[[Sequence[Row], str], Path]


def typed(row: Row) -> dict[str, Any]:
    """The row of text cells as JSON or Parquet would have it."""
    return {
        name: None if cell == "" else float(cell) if name in ("distance", "parcels") and _is_number(cell) else cell
        for name, cell in row.items()
    }


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


@pytest.fixture
def write_rows(tmp_path: Path) -> WriteRows:
    """Writes rows of text cells to a file of the format that its name ends in."""

    def write(rows: Sequence[Row], name: str) -> Path:
        path = tmp_path / name
        if ".csv" in name:
            with gzip.open(path, "wt") if name.endswith(".gz") else path.open("w", newline="") as file:
                writer = csv.DictWriter(file, rows[0])
                writer.writeheader()
                writer.writerows(rows)
        elif ".jsonl" in name:
            text = "".join(json.dumps(typed(row)) + "\n" for row in rows).encode()
            path.write_bytes(gzip.compress(text) if name.endswith(".gz") else text)
        else:
            pl.DataFrame([typed(row) for row in rows]).write_parquet(path, row_group_size=70)
        return path

    return write


def read_rows(path: Path) -> list[dict[str, Any]]:
    """A result as text cells or values."""
    if path.suffix == ".parquet":
        return pl.read_parquet(path).to_dicts()
    content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    if ".jsonl" in path.name:
        return [json.loads(line) for line in content.splitlines()]
    return list(csv.DictReader(content.decode().splitlines()))


@pytest.fixture
def read() -> Callable[[Path], list[dict[str, Any]]]:
    return read_rows


@pytest.fixture
def desk(tenant: uuid.UUID, use_case: UseCase, tmp_path: Path, write_rows: WriteRows, read: Any) -> "Desk":
    """With 200 sound rows, and one broken among them."""
    from .desks import Desk

    rows = [dict(row) for row in use_case.load().rows[:201]]
    rows[40] |= {"distance": "a lot"}
    return Desk(tenant, use_case, tmp_path, write_rows, read, rows)


@pytest.fixture
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """30 rows at once, 60 in a part."""
    from scorewright.loop.serving.bulk import running
    from scorewright.loop.serving.models import ScoringRun

    for record in ScoringRun.Record:
        monkeypatch.setitem(running.ROWS_AT_ONCE, record, 30)
        monkeypatch.setitem(running.ROWS_IN_A_PART, record, 60)


@pytest.fixture
def in_production(make_version: Callable[..., "ModelVersion"]) -> "ModelVersion":
    """A version of the small use case that decides."""
    from scorewright.loop.deployment.actions import activate

    version = make_version()
    activate(version_id=version.id, reason="test", by="user:test")
    version.refresh_from_db()
    return version
