"""Where the rows of a training come from."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from scorewright.declare.dataset import Dataset
from scorewright.declare.use_case import UseCase
from scorewright.loop.retraining.config import DataSource, TrainingConfig
from scorewright.loop.retraining.models import TrainingFile
from scorewright.loop.retraining.rows.labelled_decisions import rows_from_life
from scorewright.loop.retraining.rows.operator_paths import allowed
from scorewright.loop.retraining.rows.rows_of_file import dataset_of_file
from scorewright.loop.retraining.rows.uploads import kind_of
from scorewright.loop.serving.bulk.formats import FileKind
from scorewright.loop.serving.bulk.uploads import path_of


class TrainingFileNotFoundError(LookupError):
    """There is no such file, or it is another tenant's."""


@dataclass(frozen=True)
class RowsFile:
    """Where the rows are, what they are called, and their format."""

    path: Path
    name: str
    kind: FileKind


def file_of(config: TrainingConfig) -> TrainingFile | None:
    """The upload that ``config`` names, None where it names none. Raises TrainingFileNotFoundError."""
    if config.data_id is None:
        return None
    try:
        return TrainingFile.objects.get(pk=config.data_id)
    except TrainingFile.DoesNotExist:
        raise TrainingFileNotFoundError(f"no file to train from has the id {config.data_id}") from None


def rows_file(config: TrainingConfig) -> RowsFile | None:
    """The file that ``config`` names, None where its rows are in none.

    Raises TrainingFileNotFoundError, PathRefusedError and UnknownFormatError.
    """
    if (file := file_of(config)) is not None:
        return RowsFile(path_of(file.path), file.name, kind_of(file))
    if config.data_path is None:
        return None
    path, kind = allowed(config.data_path)
    return RowsFile(path, path.name, kind)


def dataset_for(config: TrainingConfig, use_case: UseCase, *, now: datetime) -> Dataset:
    """The rows that ``config`` asks for. Columns that the use case ignores in its own data are ignored in files.

    Raises TrainingFileNotFoundError, PathRefusedError, UnknownFormatError, FileUnreadableError and TrainingDataError.
    """
    if config.data_source == DataSource.DECISIONS:
        return rows_from_life(use_case, as_of=config.as_of or now).dataset
    file = rows_file(config)
    if file is None:
        return use_case.load()
    return dataset_of_file(file.path, file.name, file.kind, ignored=_ignored_by(use_case.load))


@cache
def _ignored_by(load: Callable[[], Dataset]) -> frozenset[str]:
    """Asked once: a use case's own rows may be many, and a small file is looked at while somebody waits."""
    return load().ignored
