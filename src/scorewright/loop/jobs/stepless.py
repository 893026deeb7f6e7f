"""A part of a job that has no steps, such as a library's own reading of a file."""

from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event, Thread

import structlog
from django.db import Error, connections

from scorewright.loop.jobs.handle import JobHandle, LeaseLostError

_log = structlog.get_logger(__name__)


@contextmanager
def stepless(handle: JobHandle) -> Iterator[None]:
    """While this is entered, a thread says that the work goes on.

    It cannot know whether it does: for a part that may hang, the kind needs a hard limit.
    """
    over = Event()
    thread = Thread(target=_beat, args=(handle, over), name=f"stepless-{handle.job_id}", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _beat(handle: JobHandle, over: Event) -> None:
    try:
        while not over.wait(handle.stalls_after.total_seconds() / 4):
            try:
                handle.still_there()
            except Error as error:  # the next beat may find the database again
                _log.warning("beat_lost", job_id=str(handle.job_id), error=str(error))
    except LeaseLostError as error:  # whoever works is told at the next step
        _log.warning("lease_lost", job_id=str(handle.job_id), error=str(error))
    finally:
        connections.close_all()
