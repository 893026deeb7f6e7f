from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from rich.console import Console

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.outcomes.performance.queries import performance
from scorewright.loop.outcomes.performance.question import PerformanceRejectedError, Question, ask
from scorewright.loop.outcomes.performance.schemas import PerformanceOut
from scorewright.project.commands.moments import moment
from scorewright.project.commands.performance_tables import show
from scorewright.project.commands.product_command import ProductCommand
from scorewright.project.commands.tenant_scope import FIRST_TENANT, acting_for
from scorewright.project.management.commands.activate import version_of


class Command(ProductCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("use_case", metavar="USE_CASE")
        parser.add_argument("--by", default="version", help="version (default), arm, week, or group:NAME")
        parser.add_argument("--version", help="such as v3; by default all")
        since = "by default 26 weeks and the outcome window back; by week 26 weeks"
        parser.add_argument("--since", type=moment, metavar="WHEN", help=since)
        parser.add_argument("--until", type=moment, metavar="WHEN", help="decisions before this; by default all")
        parser.add_argument("--as-of", type=moment, metavar="WHEN", help="as known then; by default now")
        parser.add_argument("--tenant", default=FIRST_TENANT)

    def act(self, console: Console, *, tenant: str, **options: Any) -> Mapping[str, Any]:
        try:
            with acting_for(tenant):
                found = performance(_question(**options))
        except PerformanceRejectedError as error:
            raise CommandError(f"--{error.field.replace('_', '-')}: {error.message}") from error
        show(console, found)
        return PerformanceOut.of(found).model_dump(mode="json")


def _question(
    *,
    use_case: str,
    by: str,
    version: str | None,
    since: datetime | None,
    until: datetime | None,
    as_of: datetime | None,
    **_: Any,
) -> Question:
    return ask(
        use_case_named(use_case),
        by=by,
        now=timezone.now(),
        version=None if version is None else version_of(use_case, version).number,
        since=since,
        until=until,
        as_of=as_of,
    )
