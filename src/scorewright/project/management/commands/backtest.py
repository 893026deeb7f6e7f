from argparse import ArgumentTypeError
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from rich.console import Console

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.outcomes.backtesting.backtest import backtest
from scorewright.loop.outcomes.backtesting.findings import Findings
from scorewright.loop.outcomes.backtesting.question import BacktestRejectedError, Question, ask
from scorewright.loop.outcomes.backtesting.telling import as_json
from scorewright.loop.tenancy.scope import Scope
from scorewright.project.commands.backtest_tables import show
from scorewright.project.commands.moments import moment
from scorewright.project.commands.product_command import ProductCommand
from scorewright.project.commands.progress_bars import stages_on
from scorewright.project.commands.tenant_scope import FIRST_TENANT, acting_for
from scorewright.project.management.commands.activate import version_of
from scorewright.science.policy.bands import Band


class Command(ProductCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("use_case", metavar="USE_CASE")
        parser.add_argument("--version", help="such as v3; by default the one in production")
        parser.add_argument("--against", metavar="VERSION", help="held against it; by default the same version")
        parser.add_argument("--since", type=moment, required=True, metavar="WHEN", help="2026-11-21 or with a time")
        parser.add_argument("--until", type=moment, metavar="WHEN", help="decisions before this; by default all")
        parser.add_argument("--as-of", type=moment, metavar="WHEN", help="outcomes as known then; by default now")
        parser.add_argument("--threshold", type=float, help="of --against; by default as declared")
        parser.add_argument("--bands", type=bands, metavar="NAME=START,...", help="of --against, as the threshold")
        parser.add_argument("--tenant", default=FIRST_TENANT)

    def act(self, console: Console, *, tenant: str, **options: Any) -> Mapping[str, Any]:
        try:
            with acting_for(tenant) as scope:
                question = _question(**options)
            found = _replayed(console, scope, question)
        except BacktestRejectedError as error:
            named = "USE_CASE" if error.field == "use_case" else f"--{error.field.replace('_', '-')}"
            raise CommandError(f"{named}: {error.message}") from error
        show(console, found)
        return as_json(found)


def bands(text: str) -> tuple[Band, ...]:
    """The bands of "low=0,high=0.6". Raises ArgumentTypeError.

    >>> [band.starts_at for band in bands("low=0,high=0.6")]
    [0.0, 0.6]
    """
    try:
        parts = [part.rpartition("=") for part in text.split(",")]
        return tuple(Band(name.strip(), float(start)) for name, _, start in parts)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no list of bands, such as low=0,high=0.6") from None


def _question(
    *,
    use_case: str,
    version: str | None,
    against: str | None,
    since: datetime,
    until: datetime | None,
    as_of: datetime | None,
    threshold: float | None,
    bands: tuple[Band, ...] | None,
    **_: Any,
) -> Question:
    declared = use_case_named(use_case)
    return ask(
        declared,
        version=None if version is None else version_of(use_case, version).number,
        against=None if against is None else version_of(use_case, against).number,
        since=since,
        until=until,
        as_of=as_of,
        now=timezone.now(),
        threshold=threshold,
        bands=bands,
    )


def _replayed(console: Console, scope: Scope, question: Question) -> Findings:
    with stages_on(console, {}) as on_step:
        return backtest(scope, question, lambda done, total: on_step("decisions", done, total))
