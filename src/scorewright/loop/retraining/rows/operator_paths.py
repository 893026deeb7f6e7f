"""Files of this machine that an operator has allowed to train from."""

from pathlib import Path

from django.conf import settings

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
    resolved = path.resolve()
    if not any(resolved.is_relative_to(Path(folder).resolve()) for folder in settings.TRAINING_PATHS):
        raise PathRefusedError(
            "must lie below a folder of SCOREWRIGHT_TRAINING_PATHS, which an operator sets; "
            "a file can also be uploaded to /api/v1/model-training/data/"
        )
    if not resolved.is_file():
        raise PathRefusedError("is no file")
    return resolved, training_kind(resolved.name)
