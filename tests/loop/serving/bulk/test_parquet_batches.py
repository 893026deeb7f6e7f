import pyarrow as pa
import pytest

from scorewright.loop.serving.bulk import parquet_batches
from scorewright.loop.serving.bulk.parquet_batches import merged


def _sizes(lengths: list[int], most_rows: int) -> list[int]:
    batches = [pa.RecordBatch.from_pydict({"a": pa.array([7] * length, pa.int64())}) for length in lengths]
    return [batch.num_rows for batch in merged(batches, most_rows)]


def test_merged__many_small_ones__as_few_as_rows_allow() -> None:
    assert _sizes([2, 2, 2, 5, 1], 5) == [4, 2, 5, 1]
    assert _sizes([], 5) == []


def test_merged__large_ones__as_few_as_bytes_allow(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet_batches, "BATCH_BYTES", 8 * 4)
    assert _sizes([2, 2, 1, 9, 1], 100) == [4, 1, 9, 1]
