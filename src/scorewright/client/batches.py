"""Files decided as a whole: sent, waited for, fetched."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic
from urllib.parse import quote, urlsplit
from uuid import UUID, uuid4

from scorewright.client.answers import JobState
from scorewright.client.conversation import Conversation, answered
from scorewright.client.errors import AnswerUnreadableError, ApiError, JobFailedError, StillRunningError
from scorewright.client.messages import Answer, Request
from scorewright.client.reading import read
from scorewright.client.repeats import Repeats
from scorewright.client.whole_file import whole_file

ACCEPTED = 202
NOT_FOUND = 404
CONFLICT = 409
UPLOAD_SECONDS = 300.0
FIRST_LOOK_SECONDS, LONGEST_LOOK_SECONDS = 0.2, 5.0
LOOKS_WITHOUT_ANSWER = 12

OnProgress = Callable[[JobState], object]


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
        f"/api/v1/{quote(use_case, safe='')}/batch",
        headers={"Idempotency-Key": str(uuid4()), "Prefer": "respond-async"},
        upload=path,
        patience_seconds=UPLOAD_SECONDS,
    )
    answer = yield from answered(request, repeats)
    if answer.status != ACCEPTED:
        return Batch(JobState(id=None, state="succeeded"), answer)
    job_id = urlsplit(answer.headers.get("location", "")).path.rstrip("/").rpartition("/")[2]
    try:
        return Batch((yield from state(UUID(job_id), repeats)))
    except ValueError as error:
        raise AnswerUnreadableError("202 without the Location of a job") from error


def state(job_id: UUID, repeats: Repeats, *, after_seconds: float = 0.0) -> Conversation[JobState]:
    """How far the job is."""
    request = Request("GET", f"/api/v1/jobs/{job_id}/")
    return read(JobState, (yield from answered(request, repeats, after_seconds=after_seconds)).body)


def found(job_id: UUID | str, repeats: Repeats) -> Conversation[Batch]:
    """The job with this id."""
    return Batch((yield from state(UUID(str(job_id)), repeats)))


def cancel(found: JobState, repeats: Repeats) -> Conversation[JobState]:
    """Ask the job to stop; it does so after the step that it is at."""
    if found.id is None or found.finished:
        return found
    try:
        answer = yield from answered(Request("POST", f"/api/v1/jobs/{found.id}/cancel/"), repeats)
    except ApiError as error:
        if error.status != CONFLICT:
            raise
        return (yield from state(found.id, repeats))  # it has ended, perhaps by an earlier copy of this request
    return read(JobState, answer.body)


def wait(
    found: JobState,
    repeats: Repeats,
    *,
    on_progress: OnProgress | None = None,
    timeout: float | None = None,
    clock: Callable[[], float] = monotonic,
) -> Conversation[JobState]:
    """The state in which the job succeeded; ``on_progress`` is told of each that differs from the one before.

    Raises JobFailedError where it did not, StillRunningError after ``timeout`` seconds. A service that is restarted
    while the job runs is waited for.
    """
    patient = replace(repeats, most=max(repeats.most, LOOKS_WITHOUT_ANSWER))
    deadline = None if timeout is None else clock() + timeout
    pause = FIRST_LOOK_SECONDS
    told: JobState | None = None
    while True:
        if on_progress is not None and found != told:
            on_progress(found)
            told = found
        if found.finished or found.id is None:
            break
        if deadline is not None and clock() >= deadline:
            raise StillRunningError(f"job {found.id} is {found.state}, with {found.done} of {found.total} done")
        left = pause if deadline is None else min(pause, max(0.0, deadline - clock()))
        found = yield from state(found.id, patient, after_seconds=left)
        pause = min(LONGEST_LOOK_SECONDS, 1.5 * pause)
    if found.state != "succeeded":
        raise JobFailedError(found.state, found.error or "")
    return found


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
