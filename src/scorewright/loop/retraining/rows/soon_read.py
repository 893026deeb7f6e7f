"""Rows that are so few that a request waits until they are looked at."""

from scorewright.declare.use_case import UseCase
from scorewright.loop.retraining.config import DataSource, TrainingConfig
from scorewright.loop.retraining.planning import ConfigError
from scorewright.loop.retraining.rows.data_sources import RowsFile, rows_file
from scorewright.loop.retraining.rows.labelled_decisions import more_labelled_than
from scorewright.loop.serving.bulk.opening import open_reader
from scorewright.loop.serving.bulk.uploads import MOST_UNPACKED

MOST_BYTES = 5_000_000
MOST_DECISIONS = 10_000


class TooManyRowsError(ConfigError):
    """``field`` names more rows than a request waits for."""

    def __init__(self, field: str, most: str) -> None:
        super().__init__(
            field,
            f"{field} names more than {most}, the most that is looked at while a request waits; "
            "the job of POST /api/v1/model-training/train looks at any number, and fails where the report objects",
        )


def is_soon_read(file: RowsFile) -> bool:
    """Raises FileUnreadableError."""
    if file.path.stat().st_size > MOST_BYTES:
        return False
    return not open_reader(file.path, file.name, file.kind).larger_than(MOST_UNPACKED)


def check_soon_read(config: TrainingConfig, use_case: UseCase) -> None:
    """Raise TooManyRowsError where a request would wait too long. Raises as ``rows_file`` and ``is_soon_read``."""
    file = rows_file(config)
    if file is not None and not is_soon_read(file):
        field = "data_path" if config.data_id is None else "data_id"
        raise TooManyRowsError(field, f"{MOST_BYTES:,} bytes, or {MOST_UNPACKED:,} unpacked")
    if config.data_source == DataSource.DECISIONS and more_labelled_than(use_case, MOST_DECISIONS):
        raise TooManyRowsError("data_source", f"{MOST_DECISIONS:,} decisions with an outcome")
