"""How much memory the rows of a Parquet file take, known before they are read.

A file of some hundred bytes can say "the same text of ten megabytes, a million times": its dictionary is looked at.
"""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import parquet

from scorewright.loop.serving.bulk.chunk import FileUnreadableError
from scorewright.loop.serving.bulk.parquet_batches import BATCH_BYTES, open_parquet
from scorewright.loop.serving.bulk.parquet_leaves import leaves

LARGEST_ROW = 2 * BATCH_BYTES
MOST_LOOKED_AT = 4096
_INDEX = 4
_WIDTHS = {"BOOLEAN": 1, "INT32": 4, "INT64": 8, "INT96": 12, "FLOAT": 4, "DOUBLE": 8}


class ParquetSizes:
    """Of the file at ``path``, which errors name ``name``; lists are as long as those of their row group on average."""

    def __init__(self, path: Path, name: str, metadata: parquet.FileMetaData) -> None:
        self._name = name
        self._columns = [metadata.schema.column(place) for place in range(metadata.num_columns)]
        texts = [column.path for column in self._columns if _is_text(column)]
        self._file = open_parquet(path, metadata=metadata, read_dictionary=texts)

    def row_bytes(self, group: int) -> int:
        """What a row of the row ``group`` takes at most. Raises FileUnreadableError where that is too much."""
        found = self._file.metadata.row_group(group)
        rows = max(1, found.num_rows)
        sizes = {
            column.path: self._cell_bytes(group, column, found.column(place)) * found.column(place).num_values // rows
            for place, column in enumerate(self._columns)
        }
        size = int(sum(sizes.values()))
        if size > LARGEST_ROW:
            largest = max(sizes, key=lambda path: sizes[path])
            raise FileUnreadableError(
                f"{self._name}: a row takes up to {size} bytes, most of them in the column {largest}; "
                f"at most {LARGEST_ROW} can be read"
            )
        return size

    def rows_at_once(self, group: int, most: int) -> int:
        """How many rows of the row ``group`` to read at once, ``most`` at most. Raises FileUnreadableError."""
        return max(1, min(most, BATCH_BYTES // max(1, self.row_bytes(group))))

    def _cell_bytes(self, group: int, column: Any, chunk: Any) -> int:
        if not _is_text(column):
            return int(_WIDTHS.get(column.physical_type, column.length))
        average = int(chunk.total_uncompressed_size // max(1, chunk.num_values))
        return max(average, self._longest_repeated(group, column.path, chunk))

    def _longest_repeated(self, group: int, path: str, chunk: Any) -> int:
        """The length of the longest text in the dictionary of a column, which comes with its first cell."""
        rows = self._file.metadata.row_group(group).num_rows
        likely = (chunk.total_uncompressed_size + _INDEX * chunk.num_values) // max(1, rows)
        at_once = max(1, min(MOST_LOOKED_AT, BATCH_BYTES // max(1, likely)))
        for batch in self._file.iter_batches(at_once, row_groups=[group], columns=[path]):
            for leaf in leaves(batch.column(0)):
                if pa.types.is_dictionary(leaf.type) and len(leaf.dictionary):
                    return int(pc.max(pc.binary_length(leaf.dictionary)).as_py())
        return 0


def _is_text(column: Any) -> bool:
    return bool(column.physical_type == "BYTE_ARRAY")
