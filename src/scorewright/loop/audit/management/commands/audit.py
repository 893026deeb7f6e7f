import json
import sys
from argparse import ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from rich.console import Console
from rich.table import Table

from scorewright.loop.audit.chain import Head, Verification
from scorewright.loop.audit.queries import verify
from scorewright.loop.tenancy.queries import tenants
from scorewright.loop.tenancy.scope import acting


class Command(BaseCommand):
    help = "Look after the audit trail."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        verifying = acts.add_parser("verify", help="Compute every hash again; exit with 1 when the trail was altered.")
        verifying.add_argument("--tenant", metavar="SLUG", help="only this tenant's trail")
        verifying.add_argument("--head", metavar="SEQUENCE:HASH", type=_head, help="noted earlier; needs --tenant")
        verifying.add_argument("--json", action="store_true", help="one line for programs")

    def handle(self, *args: Any, tenant: str | None, head: Head | None, **options: Any) -> None:
        if head and not tenant:
            raise CommandError("--head belongs to one tenant: name it with --tenant")
        chosen = [known for known in tenants() if tenant in (None, known.slug)]
        if tenant and not chosen:
            raise CommandError(f"there is no tenant {tenant}")
        results: dict[str, Verification] = {}
        for one in chosen:
            with acting(one.pk, actor="command:audit"):
                results[one.slug] = verify(expected_head=head)
        self._show(results, as_json=options["json"])
        if any(result.faults for result in results.values()):
            sys.exit(1)

    def _show(self, results: dict[str, Verification], *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"tenants": [_as_json(slug, result) for slug, result in results.items()]}))
            return
        table = Table("Tenant", "Entries", "Head", "Faults")
        table.columns[2].overflow = "fold"  # it is there to be copied
        for slug, result in results.items():
            faults = "\n".join(f"{fault.sequence}: {fault.message}" for fault in result.faults)
            table.add_row(slug, f"{result.entries:,}", str(result.head or "-"), faults or "none")
        console = Console()
        with console.capture() as shown:
            console.print(table)
        self.stdout.write(shown.get())


def _head(text: str) -> Head:
    try:
        return Head.parse(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def _as_json(slug: str, result: Verification) -> dict[str, object]:
    faults = [{"sequence": fault.sequence, "message": fault.message} for fault in result.faults]
    return {
        "tenant": slug,
        "entries": result.entries,
        "head": str(result.head) if result.head else None,
        "faults": faults,
    }
