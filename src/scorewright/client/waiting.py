"""A job of the service, followed to its end."""

from collections.abc import Callable
from dataclasses import replace
from time import monotonic
from urllib.parse import urlsplit
from uuid import UUID

from scorewright.client.answers import JobState
from scorewright.client.conversation import Conversation, answered
from scorewright.client.errors import AnswerUnreadableError, ApiError, JobFailedError, StillRunningError
from scorewright.client.messages import Answer, Request
from scorewright.client.reading import read
from scorewright.client.repeats import Repeats

CONFLICT = 409
FIRST_LOOK_SECONDS, LONGEST_LOOK_SECONDS = 0.2, 5.0
LOOKS_WITHOUT_ANSWER = 12

OnProgress = Callable[[JobState], object]


def job_in(answer: Answer) -> UUID:
    """The job whose address ``answer`` gives. Raises AnswerUnreadableError."""
    try:
        return UUID(urlsplit(answer.headers.get("location", "")).path.rstrip("/").rpartition("/")[2])
    except ValueError as error:
        raise AnswerUnreadableError("202 without the Location of a job") from error


def state(job_id: UUID, repeats: Repeats, *, after_seconds: float = 0.0) -> Conversation[JobState]:
    """How far the job is."""
    request = Request("GET", f"/api/v1/jobs/{job_id}/")
    return read(JobState, (yield from answered(request, repeats, after_seconds=after_seconds)).body)


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
