from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from rich.console import Console

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.serving.models import ScoringRun
from scorewright.project.commands.batch_deciding import Files, Record, answer, decide_file, prepare
from scorewright.project.commands.product_command import ProductCommand
from scorewright.project.commands.progress_bars import stages_on
from scorewright.project.commands.tenant_scope import FIRST_TENANT, acting_for


class Command(ProductCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("use_case", metavar="USE_CASE")
        parser.add_argument(
            "--file", type=Path, required=True, metavar="ROWS", help=".csv, .csv.gz, .jsonl, .jsonl.gz or .parquet"
        )
        parser.add_argument("--output", type=Path, metavar="OUT", help="by default ROWS.decided.csv and so on")
        parser.add_argument(
            "--record",
            choices=ScoringRun.Record.values,
            default=ScoringRun.Record.ROWS.value,
            help="keep each decision (rows, the default) or the run alone",
        )
        parser.add_argument(
            "--ignore", default="", metavar="A,B", help="columns that are no fields; they are passed on"
        )
        parser.add_argument("--resume", action="store_true", help="go on with a run that was interrupted")
        parser.add_argument("--tenant", default=FIRST_TENANT)

    def act(
        self,
        console: Console,
        *,
        use_case: str,
        file: Path,
        output: Path | None,
        record: Record,
        ignore: str,
        resume: bool,
        tenant: str,
        **_: Any,
    ) -> Mapping[str, Any]:
        declared = use_case_named(use_case)
        files = Files.named(file, output)
        if files.clash:
            raise CommandError(f"--output must be another file than --file, and so must {files.rejected.name}")
        with acting_for(tenant) as scope:
            passed_on = [name for name in ignore.split(",") if name]
            run_id = prepare(declared, files, scope, record=record, ignore=passed_on, resume=resume)
        with stages_on(console, {}) as on_step:
            run = decide_file(run_id, scope, on_step)
        _show(console, run, declared.outcome.positive)
        return {
            **answer(run),
            "output": str(files.output),
            "rejected_output": str(files.rejected) if run.rejected else None,
        }


def _show(console: Console, run: ScoringRun, positive: object) -> None:
    console.print(f"{run.decided} decided, {run.positive} of them {positive}: {run.output_path}")
    if run.fallbacks:
        console.print(f"[yellow]{run.fallbacks} were answered by the fallback[/yellow]; scorewright models tells more")
    if run.rejected:
        console.print(f"[yellow]{run.rejected} were rejected[/yellow], with the reason in {run.rejected_path}")
