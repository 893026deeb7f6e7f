import re
import sys
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.management.base import CommandError, CommandParser
from django.utils import timezone
from rich.console import Console
from rich.table import Table

from scorewright.loop.serving.replay.kept_pages import Chosen
from scorewright.loop.serving.replay.replaying import Report, replay
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.scope import Scope
from scorewright.project.commands.moments import moment
from scorewright.project.commands.product_command import ProductCommand
from scorewright.project.commands.tenant_scope import FIRST_TENANT, actor, tenant_named


class Command(ProductCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--since", type=moment, required=True, metavar="WHEN", help="2026-11-21 or with a time")
        parser.add_argument("--until", type=moment, metavar="WHEN", help="decisions before this; by default all")
        parser.add_argument("--use-case", help="of this use case only, declared or not")
        parser.add_argument("--version", help="of this version only, such as v3 or heuristic_v1")
        parser.add_argument("--tenant", default=FIRST_TENANT)

    def handle(self, *arguments: Any, **options: Any) -> None:
        self._differs = False
        super().handle(*arguments, **options)
        if self._differs:
            sys.exit(1)

    def act(
        self,
        console: Console,
        *,
        since: datetime,
        until: datetime | None,
        use_case: str | None,
        version: str | None,
        tenant: str,
        **_: Any,
    ) -> Mapping[str, Any]:
        end = until or timezone.now()
        if since >= end:
            raise CommandError(f"--since {since:%Y-%m-%d %H:%M} must lie before --until, which is {end:%Y-%m-%d %H:%M}")
        chosen = Chosen(since, end, use_case, None if version is None else _label(version))
        report = replay(Scope(tenant_named(tenant).id, actor(), Role.ADMIN), chosen)
        self._differs = report.total.differing > 0
        _show(console, report)
        return report.to_json()


def _label(version: str) -> str:
    return f"v{version}" if re.fullmatch(r"[1-9][0-9]*", version, re.ASCII) else version


def _show(console: Console, report: Report) -> None:
    if not report.total.decisions:
        console.print("No such decision is kept.")
        return
    table = Table(title="Decisions, made again from what was recorded", title_justify="left")
    for heading in ("use case", "version"):
        table.add_column(heading)
    for heading in ("decisions", "equal", "differing", "unreplayable"):
        table.add_column(heading, justify="right")
    rows = [(*named, counts) for named, counts in sorted(report.versions.items())]
    for use_case, version, counts in [*rows, ("all", "", report.total)]:
        cells = (counts.decisions, counts.equal, counts.differing, counts.unreplayable)
        table.add_row(use_case, version, *(f"{count:,}" for count in cells))
    console.print(table)
    for one in report.differing:
        named = ", ".join(_words(difference) for difference in one["differences"])
        console.print(f"[red]{one['id']}[/red] ({one['use_case']} {one['version']}) differs in {named}")
    for one in report.unreplayable:
        console.print(f"[yellow]{one['id']}[/yellow] cannot be made again: {one['why']}")
    if report.features_differ:
        console.print(f"Today's code computes other features for {report.features_differ:,} of these records.")


def _words(difference: Mapping[str, Any]) -> str:
    if "kept" not in difference:
        return str(difference["what"])
    return f"{difference['what']} (kept {difference['kept']}, again {difference['again']})"
