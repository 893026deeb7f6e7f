"""Kinds of job that the tests and their workers know; each writes what it does to the file it is given."""

import os
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import polars as pl

from scorewright.loop.jobs.handle import JobHandle
from scorewright.loop.jobs.kinds import job

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
