"""Files decided as a whole: sent and fetched."""

from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

from scorewright.client.answers import JobState
from scorewright.client.conversation import Conversation, answered
from scorewright.client.errors import AnswerUnreadableError, ApiError
from scorewright.client.messages import UPLOAD_SECONDS, Answer, Request, in_path
from scorewright.client.repeats import Repeats
from scorewright.client.waiting import job_in, state
from scorewright.client.whole_file import whole_file

ACCEPTED = 202
NOT_FOUND = 404


@dataclass(frozen=True, slots=True)
class Batch:
    """A file that was sent: decided at once, in which case ``answer`` is the result, or a job."""

    state: JobState
    answer: Answer | None = None


def send(use_case: str, path: Path, repeats: Repeats) -> Conversation[Batch]:
    """Send the file at ``path``; its name says whether it is CSV, JSON Lines or Parquet.

    A job is asked for (RFC 7240) whatever the size: only a job tells the rejected rows from the others.
    """
    request = Request(
        "POST",
        f"/api/v1/{in_path(use_case)}/batch",
        headers={"Idempotency-Key": str(uuid4()), "Prefer": "respond-async"},
        upload=path,
        patience_seconds=UPLOAD_SECONDS,
    )
    answer = yield from answered(request, repeats)
    if answer.status != ACCEPTED:
        return Batch(JobState(id=None, state="succeeded"), answer)
    return Batch((yield from state(job_in(answer), repeats)))


def found(job_id: UUID | str, repeats: Repeats) -> Conversation[Batch]:
    """The job with this id."""
    return Batch((yield from state(UUID(str(job_id)), repeats)))


def result(batch: Batch, into: Path, repeats: Repeats) -> Conversation[Path]:
    """Write the decided rows to ``into``, which appears whole or not at all."""
    if batch.answer is not None:
        with whole_file(into) as file:
            file.write(batch.answer.body)
        return into
    yield from answered(Request("GET", f"/api/v1/jobs/{batch.state.id}/result", into=into), repeats)
    return into


def rejected(batch: Batch, into: Path, repeats: Repeats) -> Conversation[Path | None]:
    """The same with the rejected rows; None where there are none."""
    if batch.answer is not None:
        raise AnswerUnreadableError(
            "the file was decided at once, and that answer does not say which rows were rejected"
        )
    try:
        yield from answered(Request("GET", f"/api/v1/jobs/{batch.state.id}/rejected", into=into), repeats)
    except ApiError as error:
        if error.status == NOT_FOUND:
            return None
        raise
    return into
