from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser
from rich.console import Console

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.registry.queries import versions
from scorewright.project.commands.product_command import ProductCommand
from scorewright.project.commands.tenant_scope import FIRST_TENANT, acting_for
from scorewright.project.commands.version_tables import gates_answer, version_answer, versions_table


class Command(ProductCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--use-case", help="of this use case only")
        parser.add_argument("--tenant", default=FIRST_TENANT)

    def act(self, console: Console, *, use_case: str | None, tenant: str, **_: Any) -> Mapping[str, Any]:
        if use_case is not None:
            use_case_named(use_case)
        with acting_for(tenant):
            found = list(versions(use_case=use_case))
            console.print(versions_table(found, "Model versions"))
            if not found:
                console.print("There are none yet: scorewright train USE_CASE makes some.")
            return {"models": [{**version_answer(version), "gates": gates_answer(version)} for version in found]}
