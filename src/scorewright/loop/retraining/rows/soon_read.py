"""Rows that are so few that a request waits until they are looked at."""

from django.utils import timezone

from scorewright.declare.dataset import Dataset
from scorewright.declare.use_case import UseCase
from scorewright.loop.retraining.address import ADDRESS
from scorewright.loop.retraining.config import DataSource, TrainingConfig
from scorewright.loop.retraining.planning import ConfigError
from scorewright.loop.retraining.rows.data_sources import RowsFile, dataset_for, rows_file
from scorewright.loop.retraining.rows.labelled_decisions import more_labelled_than
from scorewright.loop.serving.bulk.chunk import FileUnreadableError
from scorewright.loop.serving.bulk.opening import open_reader
from scorewright.loop.serving.bulk.uploads import MOST_UNPACKED

MOST_BYTES = 5_000_000
MOST_RECORDS = 10_000


class TooManyRowsError(ConfigError):
    """``field`` names more rows than a request waits for."""

    def __init__(self, field: str, most: str) -> None:
        super().__init__(
            field,
            f"{field} names more than {most}, the most that is looked at while a request waits; "
            f"the job of POST {ADDRESS}/train looks at any number, and fails where the report objects",
        )


def soon_read(config: TrainingConfig, use_case: UseCase) -> Dataset:
    """The rows that ``config`` asks for. Raises TooManyRowsError where a request would wait too long for them, and as
    ``dataset_for``.
    """
    file = rows_file(config)
    if file is not None:
        return _rows_of_small(file, config, use_case)
    if config.data_source == DataSource.DECISIONS and more_labelled_than(use_case, MOST_RECORDS):
        raise TooManyRowsError("data_source", f"{MOST_RECORDS:,} decisions with an outcome")
    found = dataset_for(config, use_case, now=timezone.now())
    if len(found.rows) > MOST_RECORDS:
        raise TooManyRowsError("data_source", f"{MOST_RECORDS:,} rows")
    return found


def _rows_of_small(file: RowsFile, config: TrainingConfig, use_case: UseCase) -> Dataset:
    try:
        if not _is_small(file):
            field = "data_path" if config.data_id is None else "data_id"
            raise TooManyRowsError(field, f"{MOST_BYTES:,} bytes, or {MOST_UNPACKED:,} unpacked")
        return dataset_for(config, use_case, now=timezone.now())
    except OSError as error:  # it is gone, or nobody has let this process read it
        raise FileUnreadableError(f"{file.name}: cannot be read: {error.strerror}") from error


def _is_small(file: RowsFile) -> bool:
    if file.path.stat().st_size > MOST_BYTES:
        return False
    return not open_reader(file.path, file.name, file.kind).larger_than(MOST_UNPACKED)
