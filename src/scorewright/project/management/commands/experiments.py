from argparse import SUPPRESS, ArgumentTypeError
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.management.base import CommandParser
from rich.console import Console
from rich.markup import escape

from scorewright.loop.deployment.actions import ActivationRefusedError
from scorewright.loop.experiments import actions, queries
from scorewright.loop.experiments.models import Experiment, ExperimentState
from scorewright.loop.experiments.refusals import ExperimentConflictError
from scorewright.project.commands.experiment_tables import arms_table, experiment_answer, experiments_table
from scorewright.project.commands.product_command import ProductCommand
from scorewright.project.commands.tenant_scope import FIRST_TENANT, acting_for

Answer = Mapping[str, Any]
MOST = 50


class Command(ProductCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        _add_common(parser)
        parser.set_defaults(json=False, tenant=FIRST_TENANT, use_case=None, state=None)
        acts = parser.add_subparsers(dest="act_name", metavar="ACT")
        listing = acts.add_parser("list", help="the newest first; so does no ACT at all")
        listing.add_argument("--use-case", default=SUPPRESS, metavar="USE_CASE", help="of this use case only")
        listing.add_argument("--state", default=SUPPRESS, choices=ExperimentState.values, help="in this state only")
        show = acts.add_parser("show", help="arms and verdict, as last looked at")
        look = acts.add_parser("look", help="judge it now, and keep what is found")
        stop = acts.add_parser("stop", help="end it, and promote the winner, an arm or none")
        stop.add_argument("--reason", required=True, help="why; kept in the audit trail")
        stop.add_argument("--promote", default="winner", metavar="ARM", help="winner, none or the name of an arm")
        stop.add_argument("--force", action="store_true", help="promote an arm that was not shown to be better")
        for one in (show, look, stop):
            one.add_argument("experiment", type=_id, metavar="ID")
        for one in (listing, show, look, stop):
            _add_common(one)

    def act(self, console: Console, *, act_name: str | None, tenant: str, **options: Any) -> Answer:
        act = {"show": _show, "look": _look, "stop": _stop}.get(act_name or "", _list)
        with acting_for(tenant) as scope:
            try:
                return act(console, {**options, "by": scope.actor})
            except (ExperimentConflictError, ActivationRefusedError) as error:
                refused = error
        raise refused  # outside: what a stop that is refused has looked at is kept


def _add_common(parser: CommandParser) -> None:
    """Without defaults: what stands before the act is not to be forgotten after it."""
    parser.add_argument("--tenant", default=SUPPRESS, metavar="SLUG", help=f"{FIRST_TENANT} unless told")
    parser.add_argument("--json", action="store_true", default=SUPPRESS, help="one line of JSON on standard output")


def _list(console: Console, options: Mapping[str, Any]) -> Answer:
    found = list(queries.experiments(use_case=options["use_case"], state=options["state"])[:MOST])
    console.print(experiments_table(found))
    return {"experiments": [experiment_answer(one) for one in found]}


def _show(console: Console, options: Mapping[str, Any]) -> Answer:
    return _told(console, queries.experiment(options["experiment"]))


def _look(console: Console, options: Mapping[str, Any]) -> Answer:
    return _told(console, actions.look(experiment_id=options["experiment"], by=options["by"]))


def _stop(console: Console, options: Mapping[str, Any]) -> Answer:
    given = {name: options[name] for name in ("by", "reason", "promote", "force")}
    return _told(console, actions.stop(experiment_id=options["experiment"], **given))


def _told(console: Console, experiment: Experiment) -> Answer:
    last = experiment.last_look
    console.print(arms_table(experiment))
    console.print(escape(experiment.conclusion or ("Nobody has looked yet." if last is None else last.words)))
    return {"experiment": experiment_answer(experiment)}


def _id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no id of an experiment") from None
