from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError, CommandParser
from rich.console import Console

from scorewright.project.commands.product_command import ProductCommand
from scorewright.project.new_use_case.writing import write_use_case


class Command(ProductCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("name", metavar="NAME", help="lower-case letters, digits and underscores")
        parser.add_argument("--csv", type=Path, metavar="FILE", help="infer the fields from this file")
        parser.add_argument("--outcome", metavar="COLUMN", help="the column that is to be predicted")
        parser.add_argument(
            "--positive", metavar="VALUE", help="its value that counts; by default the one that means yes"
        )
        parser.add_argument("--folder", type=Path, default=Path(), help="where; by default the current folder")

    def act(
        self,
        console: Console,
        *,
        name: str,
        csv: Path | None,
        outcome: str | None,
        positive: str | None,
        folder: Path,
        **_: Any,
    ) -> Mapping[str, Any]:
        if (csv is None) != (outcome is None):
            raise CommandError("--csv and --outcome belong together")
        try:
            written = write_use_case(name, folder, csv, outcome, positive)
        except (ValueError, FileExistsError) as error:
            raise CommandError(str(error)) from error
        for path in written:
            console.print(f"  {path}", markup=False)
        package = next((path.parent for path in written if path.name == "pyproject.toml"), None)
        if package is not None:
            console.print(
                f"\nInstall it with [bold]pip install --no-deps --no-build-isolation --editable {package}[/bold]"
            )
        console.print(f"Then train it with [bold]scorewright train {name}[/bold]")
        return {"use_case": name, "written": [str(path) for path in written], "package": package and str(package)}
