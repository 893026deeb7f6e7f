import shutil
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.management.base import CommandParser
from rich.console import Console

from scorewright.loop.outcomes.files.asking import keep
from scorewright.loop.outcomes.files.running import execute, verdicts_path
from scorewright.loop.outcomes.rows import REFUSED
from scorewright.loop.serving.bulk.formats import FileKind
from scorewright.loop.serving.bulk.uploads import Upload
from scorewright.project.commands.product_command import ProductCommand
from scorewright.project.commands.tenant_scope import FIRST_TENANT, acting_for


class Command(ProductCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, help="CSV, JSON Lines (also .gz) or Parquet, with decision_id and value")
        parser.add_argument(
            "--verdicts", type=Path, metavar="FILE", help="where to put the verdict on each row, as CSV"
        )
        parser.add_argument("--tenant", default=FIRST_TENANT)

    def handle(self, *arguments: Any, **options: Any) -> None:
        self._refused = 0
        super().handle(*arguments, **options)
        if self._refused:
            sys.exit(1)

    def act(self, console: Console, *, file: Path, verdicts: Path | None, tenant: str, **_: Any) -> Mapping[str, Any]:
        with file.open("rb") as content, acting_for(tenant) as scope:
            kept = keep(upload=Upload(file.name, FileKind.of(file.name), File(content)), scope=scope)
        done = execute(kept.pk, tenant_id=scope.tenant_id, actor=scope.actor)
        if verdicts is not None:
            shutil.copyfile(verdicts_path(done), verdicts)
        self._refused = done.counts.get(REFUSED, 0)
        for verdict, count in sorted(done.counts.items()):
            console.print(f"{count:,} {verdict}")
        if self._refused and verdicts is None:
            console.print("--verdicts FILE tells why rows were refused.")
        return {"rows": done.rows, "counts": done.counts}
