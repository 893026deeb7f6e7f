from argparse import SUPPRESS, ArgumentTypeError
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.core.management.base import CommandError, CommandParser
from rich.console import Console

from scorewright.loop.jobs import actions, queries
from scorewright.loop.jobs.models import State
from scorewright.project.commands.job_tables import job_answer, job_line, job_table, jobs_table
from scorewright.project.commands.product_command import ProductCommand
from scorewright.project.commands.tenant_scope import FIRST_TENANT, acting_for

Answer = Mapping[str, Any]
MOST = 50


class Command(ProductCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        _add_filters(parser, ("kind", "state", "most"))
        parser.set_defaults(json=False, tenant=FIRST_TENANT, kind=None, state=None, most=MOST)
        acts = parser.add_subparsers(dest="act_name", metavar="ACT")
        listing = acts.add_parser("list", help="jobs, the newest first; so does no ACT at all")
        _add_filters(listing, ("kind", "state", "most"))
        dead = acts.add_parser("dead", help="dead letters: jobs that failed for good, with the reason")
        _add_filters(dead, ("kind", "most"))
        show = acts.add_parser("show", help="all that is known of a job")
        cancel = acts.add_parser("cancel", help="stop a job after the step it is at")
        for one in (show, cancel):
            one.add_argument("job", type=_id, metavar="ID")
            _add_filters(one)
        replay = acts.add_parser("replay", help="try dead letters once more, from their last checkpoints")
        replay.add_argument("job", type=_id, metavar="ID", nargs="?")
        replay.add_argument("--all", action="store_true", help="all of a kind")
        _add_filters(replay, ("kind",))

    def act(self, console: Console, *, act_name: str | None, tenant: str, **options: Any) -> Answer:
        act = {"dead": _dead, "show": _show, "cancel": _cancel, "replay": _replay}.get(act_name or "", _list)
        with acting_for(tenant) as scope:
            return act(console, {**options, "by": scope.actor})


def _add_filters(parser: CommandParser, names: Sequence[str] = ()) -> None:
    """Without defaults: what stands before the act is not to be forgotten after it."""
    options: dict[str, dict[str, Any]] = {
        "kind": {"help": "of this kind only"},
        "state": {"choices": State.values, "help": "in this state only"},
        "most": {"type": _count, "metavar": "N", "help": f"how many, {MOST} unless told"},
    }
    for name in names:
        parser.add_argument(f"--{name}", default=SUPPRESS, **options[name])
    parser.add_argument("--tenant", default=SUPPRESS, metavar="SLUG", help=f"{FIRST_TENANT} unless told")
    parser.add_argument("--json", action="store_true", default=SUPPRESS, help="one line of JSON on standard output")


def _list(console: Console, options: Mapping[str, Any]) -> Answer:
    found = list(queries.jobs(kind=options["kind"], state=options["state"])[: options["most"]])
    console.print(jobs_table(found, "Jobs, the newest first"))
    return {"jobs": [job_line(job) for job in found]}


def _dead(console: Console, options: Mapping[str, Any]) -> Answer:
    found = list(queries.jobs(kind=options["kind"], state=State.FAILED)[: options["most"]])
    counts = queries.dead_kinds()
    console.print(jobs_table(found, "Dead letters, the newest first"))
    for kind, count in counts.items():
        console.print(f"{count:,} of {kind}: scorewright jobs replay --all --kind {kind}")
    return {"dead": [job_line(job) for job in found], "counts": counts}


def _show(console: Console, options: Mapping[str, Any]) -> Answer:
    job = queries.job(options["job"])
    console.print(job_table(job))
    return {"job": job_answer(job)}


def _cancel(console: Console, options: Mapping[str, Any]) -> Answer:
    job = actions.cancel(job=queries.job(options["job"]), by=options["by"])
    console.print(f"{job} is cancelled." if job.finished else f"{job} stops after the step it is at.")
    return {"job": job_answer(job)}


def _replay(console: Console, options: Mapping[str, Any]) -> Answer:
    one, everything, kind = options["job"], options["all"], options["kind"]
    if (one is None) != everything or (kind is None) == everything:
        raise CommandError("name one job by its ID, or all dead letters of a kind: --all --kind KIND")
    if everything:
        again = actions.retry_all(kind=kind, by=options["by"])
    else:
        again = [actions.retry(job=queries.job(one), by=options["by"])]
    console.print(jobs_table(again, "Wait to be done once more"))
    return {"replayed": [job_line(job) for job in again]}


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no id of a job, which is a UUID") from None


def _count(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or not 0 < int(text) <= 10_000:
        raise ArgumentTypeError(f"{text!r} is no number from 1 to 10000")
    return int(text)
