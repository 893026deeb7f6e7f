from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError, CommandParser
from rich.console import Console

from scorewright.declare.catalogue import use_case_named
from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.models import ScoringRun
from scorewright.loop.serving.selection import Selection, SelectionError
from scorewright.project.commands import folder_deciding
from scorewright.project.commands.batch_deciding import Files, Record, answer, decide_file, prepare
from scorewright.project.commands.product_command import ProductCommand
from scorewright.project.commands.progress_bars import stages_on
from scorewright.project.commands.tenant_scope import FIRST_TENANT, acting_for


class Command(ProductCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("use_case", metavar="USE_CASE")
        given = parser.add_mutually_exclusive_group(required=True)
        given.add_argument("--file", type=Path, metavar="ROWS", help=".csv, .csv.gz, .jsonl, .jsonl.gz or .parquet")
        given.add_argument("--folder", type=Path, metavar="IN", help="all of its .parquet files; needs --output")
        parser.add_argument("--output", type=Path, metavar="OUT", help="by default ROWS.decided.csv and so on")
        parser.add_argument(
            "--dask",
            metavar="local|tcp://HOST:PORT",
            help="a folder's files by the workers of this machine, or of a cluster; by default by this process",
        )
        parser.add_argument(
            "--record",
            choices=ScoringRun.Record.values,
            help="keep each decision (rows, the default of a file) or the run alone (run, always for a folder)",
        )
        parser.add_argument(
            "--ignore", default="", metavar="A,B", help="columns that are no fields; they are passed on"
        )
        parser.add_argument("--version", help="decided by this version, such as v3; by default the one in production")
        parser.add_argument("--status", help="decided by the newest version of this status, such as staging")
        parser.add_argument("--resume", action="store_true", help="go on with a run that was interrupted")
        parser.add_argument("--tenant", default=FIRST_TENANT)

    def act(
        self,
        console: Console,
        *,
        use_case: str,
        file: Path | None,
        folder: Path | None,
        output: Path | None,
        dask: str | None,
        record: Record | None,
        ignore: str,
        version: str | None,
        status: str | None,
        resume: bool,
        tenant: str,
        **_: Any,
    ) -> Mapping[str, Any]:
        declared = use_case_named(use_case)
        passed_on = [name for name in ignore.split(",") if name]
        selection = _selection(status, version, resume=resume)
        if file is None:
            if folder is None or output is None or record == "rows":
                raise CommandError("--folder needs --output, and keeps the run alone (--record run)")
            wanted = folder_deciding.Wanted(declared, folder, output, passed_on, selection, resume=resume)
            run = folder_deciding.decide(wanted, tenant=tenant, dask=dask, console=console)
            _show(console, run, declared.outcome.positive)
            return {**answer(run), "files": len(run.files)}
        if dask is not None:
            raise CommandError("--dask needs --folder: a single file is decided on by this process")
        files = Files.named(file, output)
        return _decide_file(
            console, declared, files, record, passed_on, selection=selection, resume=resume, slug=tenant
        )


def _selection(status: str | None, version: str | None, *, resume: bool) -> Selection:
    if resume and (status is not None or version is not None):
        raise CommandError(
            "--resume goes on with the version that the run began with: leave out --version and --status"
        )
    try:
        return Selection.parse(status, version, settings.PREDICT_DEFAULT_STATUS)
    except SelectionError as error:
        raise CommandError(f"--{error.field} {error}") from error


def _decide_file(
    console: Console,
    declared: UseCase,
    files: Files,
    record: Record | None,
    passed_on: list[str],
    *,
    selection: Selection,
    resume: bool,
    slug: str,
) -> Mapping[str, Any]:
    if files.clash:
        raise CommandError(f"--output must be another file than --file, and so must {files.rejected.name}")
    with acting_for(slug) as scope:
        run_id = prepare(
            declared,
            files,
            scope,
            record=record or "rows",
            ignore=passed_on,
            selection=selection,
            resume=resume,
        )
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
