from collections.abc import Mapping
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from rich.console import Console

from scorewright.declare.catalogue import use_case_named
from scorewright.declare.dataset import dataset_from_csv
from scorewright.project.commands.batch_deciding import check_columns, decide_rows, rejected_path
from scorewright.project.commands.product_command import ProductCommand
from scorewright.project.commands.progress_bars import counted_on
from scorewright.project.commands.tenant_scope import FIRST_TENANT, acting_for


class Command(ProductCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("use_case", metavar="USE_CASE")
        parser.add_argument("--file", type=Path, required=True, metavar="ROWS.csv", help="a CSV file with a header")
        parser.add_argument("--output", type=Path, metavar="OUT.csv", help="by default ROWS.decided.csv")
        parser.add_argument(
            "--ignore", default="", metavar="A,B", help="columns that are no fields; they are passed on"
        )
        parser.add_argument("--tenant", default=FIRST_TENANT)

    def act(
        self, console: Console, *, use_case: str, file: Path, output: Path | None, ignore: str, tenant: str, **_: Any
    ) -> Mapping[str, Any]:
        declared = use_case_named(use_case)
        target = output or file.with_suffix(".decided.csv")
        if file.resolve() in (target.resolve(), rejected_path(target).resolve()):
            raise CommandError(f"--output must be another file than --file, and so must {rejected_path(target).name}")
        passed_on = declared.load().ignored | {name for name in ignore.split(",") if name}
        dataset = replace(dataset_from_csv(file), ignored=frozenset(passed_on))
        check_columns(declared, dataset)
        with counted_on(console, "deciding", len(dataset.rows)) as on_rows:
            counts = decide_rows(declared, dataset, target, scope=lambda: acting_for(tenant), on_rows=on_rows)
        console.print(f"{counts.decided} decided, {counts.positive} of them {declared.outcome.positive}: {target}")
        if counts.fallbacks:
            console.print(
                f"[yellow]{counts.fallbacks} were answered by the fallback[/yellow]; scorewright models tells more"
            )
        aside = str(rejected_path(target)) if counts.rejected else None
        if aside is not None:
            console.print(f"[yellow]{counts.rejected} were rejected[/yellow], with the reason in {aside}")
        return {"use_case": use_case, **asdict(counts), "output": str(target), "rejected_output": aside}
