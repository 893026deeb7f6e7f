"""Files of this machine that an operator has allowed to train from."""

import os
from pathlib import Path

from django.conf import settings

from scorewright.loop.retraining.address import ADDRESS
from scorewright.loop.retraining.planning import ConfigError
from scorewright.loop.retraining.rows.rows_of_file import training_kind
from scorewright.loop.serving.bulk.formats import FileKind


class PathRefusedError(ConfigError):
    """The path may not be read; nothing is said about what is there."""

    def __init__(self, rule: str) -> None:
        super().__init__("data_path", f"data_path {rule}")


def allowed(given: str) -> tuple[Path, FileKind]:
    """The file at ``given``, where it lies below one of SCOREWRIGHT_TRAINING_PATHS, and what it is.

    Raises PathRefusedError, and UnknownFormatError where its name does not say its format.
    """
    path = Path(given)
    if not path.is_absolute():
        raise PathRefusedError("must be absolute")
    resolved = Path(os.path.realpath(path))  # unlike Path.resolve, without an error for links that go round
    if not any(resolved.is_relative_to(Path(folder).resolve()) for folder in settings.TRAINING_PATHS):
        raise PathRefusedError(
            "must lie below a folder of SCOREWRIGHT_TRAINING_PATHS, which an operator sets; "
            f"a file can also be uploaded to {ADDRESS}/data/"
        )
    if not _is_file(resolved):
        raise PathRefusedError("is no file")
    return resolved, training_kind(resolved.name)


def _is_file(path: Path) -> bool:
    """False, too, where its name is too long for one, or its folder may not be looked into."""
    try:
        return path.is_file()
    except OSError:
        return False
