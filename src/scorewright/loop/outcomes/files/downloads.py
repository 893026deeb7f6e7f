"""The verdicts on the rows of a file, to be fetched."""

from django.http import HttpResponseBase

from scorewright.loop.outcomes.files.running import verdicts_path
from scorewright.loop.outcomes.models import OutcomeFile
from scorewright.loop.serving.bulk.downloads import NoSuchFileError, RunUnfinishedError, sent
from scorewright.loop.serving.bulk.formats import FileKind, Format, stem


def verdicts_of(file: OutcomeFile) -> HttpResponseBase:
    """Raises RunUnfinishedError, and NoSuchFileError where they are forgotten."""
    if file.finished_at is None:
        raise RunUnfinishedError("the file has not been read to its end: its verdicts are not whole")
    path = verdicts_path(file)
    if not path.exists():
        raise NoSuchFileError("the verdicts on this file are not kept any more")
    return sent(path, FileKind(Format.CSV), f"{stem(file.name)}.verdicts.csv")
