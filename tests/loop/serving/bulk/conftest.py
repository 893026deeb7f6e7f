"""Files of rows of the small use case, in every format."""

import csv
import gzip
import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

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
