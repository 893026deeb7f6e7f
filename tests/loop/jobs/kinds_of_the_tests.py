"""Kinds of job that the tests and their workers know; each writes what it does to the file it is given."""

import os
import time
from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl
from django.db import OperationalError

from scorewright.loop.jobs.handle import JobHandle, SoftLimitReachedError
from scorewright.loop.jobs.kinds import job
from scorewright.loop.jobs.models import Job
from scorewright.loop.jobs.retries import Retries
from scorewright.loop.jobs.schedules.declarations import ScheduleDeclaration
from scorewright.loop.tenancy.scope import current_tenant_id

QUEUE = os.environ["TESTS_JOBS_QUEUE"]
STALLS_AFTER = timedelta(seconds=2)


@job("tests.count", queue=QUEUE, stalls_after=STALLS_AFTER)
def count(handle: JobHandle) -> Mapping[str, Any]:
    """Counts to ``total``, a checkpoint a number; sleeps ``pause`` seconds after each."""
    total, pause = handle.arguments["total"], handle.arguments.get("pause", 0)
    start = handle.saved["next"] if handle.saved else 0
    path = Path(handle.arguments["file"])
    for number in range(start, total):
        with path.open("a") as file:
            file.write(f"{number}\n")
        handle.checkpoint({"next": number + 1})
        handle.progress(number + 1, total, "counting")
        time.sleep(pause)
    return {"counted": total}


@job("tests.fail", queue=QUEUE, stalls_after=STALLS_AFTER)
def fail(handle: JobHandle) -> Mapping[str, Any]:
    raise ValueError(handle.arguments["words"])


@job("tests.panic", queue=QUEUE, stalls_after=STALLS_AFTER)
def panic(handle: JobHandle) -> Mapping[str, Any]:
    """As a library written in Rust does: what it raises is no Exception."""
    return {"days": pl.Series([2**31 - 1], dtype=pl.Int32).cast(pl.Date).to_list()}


@job("tests.kill", queue=QUEUE, stalls_after=timedelta(milliseconds=100))
def kill(handle: JobHandle) -> Mapping[str, Any]:
    """Kills whatever process runs it, as a job that takes all memory does."""
    with Path(handle.arguments["file"]).open("a") as file:
        file.write("begun\n")
    os.kill(os.getpid(), 9)
    return {}


@job("tests.kill_once", queue=QUEUE, stalls_after=STALLS_AFTER)
def kill_once(handle: JobHandle) -> Mapping[str, Any]:
    """Counts to five with checkpoints; the process dies after the third number, the first time."""
    path = Path(handle.arguments["file"])
    start = handle.saved["next"] if handle.saved else 0
    for number in range(start, 5):
        with path.open("a") as file:
            file.write(f"{number}\n")
        handle.checkpoint({"next": number + 1})
        if number == 2:
            os.kill(os.getpid(), 9)
    return {"counted": 5}


@job("tests.stuck", queue=QUEUE, stalls_after=timedelta(minutes=10), hard_limit=timedelta(seconds=2))
def stuck(handle: JobHandle) -> Mapping[str, Any]:
    """Says which process it is, and hangs."""
    Path(handle.arguments["file"]).write_text(str(os.getpid()))
    time.sleep(600)
    return {}


@job(
    "tests.slow",
    queue=QUEUE,
    stalls_after=STALLS_AFTER,
    soft_limit=timedelta(seconds=1),
    hard_limit=timedelta(minutes=10),
)
def slow(handle: JobHandle) -> Mapping[str, Any]:
    """Steps for as long as it may, then says that it ended."""
    for number in range(300):
        handle.progress(number, 300, "dawdling")
        time.sleep(0.1)
    Path(handle.arguments["file"]).write_text("ended")
    return {}


class NotYetError(Exception):
    """Time heals it."""


@job(
    "tests.flaky",
    queue=QUEUE,
    stalls_after=STALLS_AFTER,
    retries=Retries(most=2, delays=(timedelta(minutes=1), timedelta(minutes=2)), on=(NotYetError,)),
)
def flaky(handle: JobHandle) -> Mapping[str, Any]:
    """Fails until the file of its arguments is there; with "bug" in them, in a way that no retry mends."""
    if "bug" in handle.arguments:
        raise TypeError("no retry mends it")
    if not Path(handle.arguments["file"]).exists():
        raise NotYetError("not yet")
    return {"found": True}


def tell(job: Job, error: str) -> None:
    """Writes down whose job has failed, and why; with "speechless" in its arguments it fails itself."""
    if "speechless" in job.arguments:
        raise RuntimeError("no words")
    with Path(job.arguments["file"]).open("a") as file:
        file.write(f"{current_tenant_id()}: {error}\n")


@job(
    "tests.telling",
    queue=QUEUE,
    hard_limit=timedelta(minutes=10),
    retries=Retries(most=1, on=(NotYetError,)),
    on_failure=tell,
)
def telling(handle: JobHandle) -> Mapping[str, Any]:
    """Fails, and tells when it will not be tried again."""
    raise NotYetError("not yet")


@job("tests.impatient", queue=QUEUE, soft_limit=timedelta(hours=1), retries=Retries(on=(SoftLimitReachedError,)))
def impatient(handle: JobHandle) -> Mapping[str, Any]:
    """One step, for which somebody may have set back the clock."""
    handle.progress(1, 2, "once")
    return {}


@job("tests.unkept", queue=QUEUE)
def unkept(handle: JobHandle) -> Mapping[str, Any]:
    """Its result is none that the database can hold."""
    return {"text": "\x00"}


def clockwork() -> Iterable[ScheduleDeclaration]:
    """What a stage would declare."""
    yield ScheduleDeclaration("tests.sundays", count, {"total": 1, "file": os.devnull}, "0 1 * * 0", "Count on Sundays")
    yield ScheduleDeclaration("tests.hourly", count, {"total": 1, "file": os.devnull}, "0 * * * *", "Count each hour")


@job("tests.database_away", queue=QUEUE, stalls_after=STALLS_AFTER)
def database_away(handle: JobHandle) -> Mapping[str, Any]:
    """The database goes away under it, the first time."""
    path = Path(handle.arguments["file"])
    if not path.exists():
        path.write_text("")
        raise OperationalError("the connection is lost")
    return {"back": True}
