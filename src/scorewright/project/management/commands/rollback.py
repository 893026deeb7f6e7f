from collections.abc import Mapping
from typing import Any

from django.core.management.base import CommandParser
from rich.console import Console

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.deployment import actions
from scorewright.project.commands.product_command import ProductCommand
from scorewright.project.commands.tenant_scope import FIRST_TENANT, acting_for


class Command(ProductCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("use_case", metavar="USE_CASE")
        parser.add_argument("--reason", required=True, help="why; kept in the audit trail")
        parser.add_argument("--tenant", default=FIRST_TENANT)

    def act(self, console: Console, *, use_case: str, reason: str, tenant: str, **_: Any) -> Mapping[str, Any]:
        use_case_named(use_case)
        with acting_for(tenant) as scope:
            activation = actions.rollback(use_case=use_case, by=scope.actor, reason=reason)
            version, replaced = activation.version.label, activation.replaced.label if activation.replaced else None
        console.print(f"[green]{activation.version} decides again[/green], as it did before {replaced}.")
        return {"use_case": use_case, "version": version, "replaced": replaced, "activation": str(activation.id)}
