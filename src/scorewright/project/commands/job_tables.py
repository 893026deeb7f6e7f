"""Jobs as people and programs read them."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from rich.table import Table

from scorewright.loop.jobs.models import Job, State
from scorewright.loop.jobs.schemas import JobDetail, JobOut

COLOURS = {State.SUCCEEDED: "green", State.FAILED: "bold red", State.RETRYING: "yellow", State.CANCELLED: "dim"}


def jobs_table(jobs: Sequence[Job], title: str) -> Table:
    """One row a job: how far it is, or why it failed."""
    table = Table(title=title, title_justify="left")
    for name in ("asked for (UTC)", "kind", "state", "progress", "remaining", "id", "error"):
        table.add_column(name, overflow="fold")
    for job in jobs:
        table.add_row(
            f"{job.created_at:%Y-%m-%d %H:%M}",
            job.kind,
            _state(job),
            _progress(job),
            remaining(job),
            str(job.pk),
            job.error,
        )
    return table


def job_table(job: Job) -> Table:
    """One job, a line for each thing that is known of it."""
    table = Table(title=str(job), title_justify="left", show_header=False)
    shown = job_answer(job)
    for name, value in _known(shown):
        table.add_row(name.replace("_", " "), str(value))
    if job.state == State.RUNNING:
        table.add_row("remaining", remaining(job))
    for name in ("warnings", "log"):
        for line in shown[name]:
            table.add_row(name, f"{line['at']}  {line['message']}")
    return table


def remaining(job: Job) -> str:
    """How long it will take from its last step."""
    if job.state != State.RUNNING:
        return ""
    seconds = job.remaining_seconds
    return "not known" if seconds is None else f"about {timedelta(seconds=round(seconds))}"


def job_line(job: Job) -> dict[str, Any]:
    """A job of a list, for programs: as over HTTP."""
    return JobOut.from_orm(job).model_dump(mode="json")


def job_answer(job: Job) -> dict[str, Any]:
    """A job for programs, with log and warnings: as over HTTP."""
    return JobDetail.from_orm(job).model_dump(mode="json")


def _known(shown: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    untold = {"id", "kind", "log", "warnings", "remaining_seconds"}
    return ((name, value) for name, value in shown.items() if name not in untold and value not in (None, ""))


def _state(job: Job) -> str:
    colour = COLOURS.get(State(job.state))
    times = f" ({job.retries})" if job.state == State.RETRYING else ""
    return f"[{colour}]{job.state}{times}[/{colour}]" if colour else f"{job.state}{times}"


def _progress(job: Job) -> str:
    if job.percent is None:
        return f"{job.done:,}" if job.done else ""
    return f"{job.percent:.0f} %"
