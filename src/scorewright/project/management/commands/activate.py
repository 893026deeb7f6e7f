import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.management.base import CommandParser
from rich.console import Console

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.deployment import actions
from scorewright.loop.registry import queries
from scorewright.loop.registry.models import ModelVersion
from scorewright.project.commands.product_command import ProductCommand
from scorewright.project.commands.tenant_scope import FIRST_TENANT, acting_for


class Command(ProductCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("use_case", metavar="USE_CASE")
        parser.add_argument("version", metavar="VERSION", help="such as v3, 3, or the id of the version")
        parser.add_argument("--reason", required=True, help="why; kept in the audit trail")
        parser.add_argument("--tenant", default=FIRST_TENANT)

    def act(
        self, console: Console, *, use_case: str, version: str, reason: str, tenant: str, **_: Any
    ) -> Mapping[str, Any]:
        use_case_named(use_case)
        with acting_for(tenant) as scope:
            wanted = version_of(use_case, version)
            activation = actions.activate(version_id=wanted.id, by=scope.actor, reason=reason)
            replaced = activation.replaced.label if activation.replaced else None
        console.print(f"[green]{wanted} is in production[/green]" + (f"; it replaced {replaced}." if replaced else "."))
        return {"use_case": use_case, "version": wanted.label, "replaced": replaced, "activation": str(activation.id)}


def version_of(use_case: str, text: str) -> ModelVersion:
    """The version that ``text`` names: a number, with or without "v", or an id. Raises VersionNotFoundError."""
    if number := re.fullmatch(r"v?(\d{1,9})", text):
        return queries.version_numbered(use_case, int(number[1]))
    try:
        version = queries.version(UUID(text))
    except ValueError:
        raise queries.VersionNotFoundError(f"{text!r} is no version: give one such as v3, or an id") from None
    if version.use_case != use_case:
        raise queries.VersionNotFoundError(f"{text} is a version of {version.use_case}, not of {use_case}")
    return version
