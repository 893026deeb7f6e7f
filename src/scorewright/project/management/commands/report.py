from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from rich.console import Console

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.registry import queries
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.training.evaluation.evaluating import STAGE, evaluate_version
from scorewright.loop.training.evaluation.evaluations import latest
from scorewright.loop.training.evaluation.report import report_name, report_of
from scorewright.project.commands.product_command import ProductCommand
from scorewright.project.commands.progress_bars import stages_on
from scorewright.project.commands.tenant_scope import FIRST_TENANT, acting_for
from scorewright.project.management.commands.activate import version_of


class Command(ProductCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("use_case", metavar="USE_CASE")
        parser.add_argument("--version", help="such as v3, or the id; by default the one in production")
        parser.add_argument("--out", type=Path, metavar="FILE", help="by default USE_CASE_VERSION_report.html, here")
        parser.add_argument("--again", action="store_true", help="evaluate once more, even if it was evaluated before")
        parser.add_argument("--tenant", default=FIRST_TENANT)

    def act(
        self,
        console: Console,
        *,
        use_case: str,
        version: str | None,
        out: Path | None,
        again: bool,
        tenant: str,
        **_: Any,
    ) -> Mapping[str, Any]:
        use_case_named(use_case)
        with acting_for(tenant) as scope:
            wanted = _wanted(use_case, version)
            evaluated = again or latest(wanted) is None
            if evaluated:
                with stages_on(console, {STAGE: "measuring on the rows set apart"}) as on_step:
                    evaluate_version(
                        version=wanted, by=scope.actor, on_step=lambda step: on_step(step.stage, step.done, step.total)
                    )
            page = report_of(wanted)
            file = out or Path(report_name(wanted))
            try:
                file.write_text(page, encoding="utf-8")
            except OSError as error:
                raise CommandError(f"{file}: cannot be written: {error.strerror}") from error
        console.print(f"[green]{file}[/green]: the report on {wanted}.")
        return {"use_case": use_case, "version": wanted.label, "file": str(file), "evaluated": evaluated}


def _wanted(use_case: str, version: str | None) -> ModelVersion:
    if version is not None:
        return version_of(use_case, version)
    found = queries.production(use_case)
    if found is None:
        raise CommandError(f"no version of {use_case} is in production: name one with --version")
    return found
