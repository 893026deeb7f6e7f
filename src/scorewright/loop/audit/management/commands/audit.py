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
from scorewright.loop.tenancy.scope import acting, as_operator

ACTOR = "command:audit"
INSTALLATION = "(the installation)"  # no slug has this form


class Command(BaseCommand):
    help = "Look after the audit trail."

    def add_arguments(self, parser: CommandParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        verifying = acts.add_parser("verify", help="Compute every hash again; exit with 1 when the trail was altered.")
        which = verifying.add_mutually_exclusive_group()
        which.add_argument("--tenant", metavar="SLUG", help="only this tenant's trail")
        which.add_argument(
            "--installation", action="store_true", help="only the trail of accounts, which are no tenant's"
        )
        verifying.add_argument(
            "--head", metavar="SEQUENCE:HASH", type=_head, help="noted earlier; needs --tenant or --installation"
        )
        verifying.add_argument("--json", action="store_true", help="one line for programs")

    def handle(self, *args: Any, tenant: str | None, installation: bool, head: Head | None, **options: Any) -> None:
        if head and not (tenant or installation):
            raise CommandError("--head belongs to one trail: name it with --tenant or --installation")
        results: dict[str, Verification] = {}
        if not tenant:
            with as_operator(actor=ACTOR):
                results[INSTALLATION] = verify(expected_head=head)
        if not installation:
            results |= _of_tenants(tenant, head)
        self._show(results, as_json=options["json"])
        if any(result.faults for result in results.values()):
            sys.exit(1)

    def _show(self, results: dict[str, Verification], *, as_json: bool) -> None:
        if as_json:
            trails = {name: _as_json(result) for name, result in results.items()}
            own = {"installation": trails.pop(INSTALLATION)} if INSTALLATION in trails else {}
            self.stdout.write(
                json.dumps({**own, "tenants": [{"tenant": slug, **trail} for slug, trail in trails.items()]})
            )
            return
        table = Table("Trail of", "Entries", "Head", "Faults")
        table.columns[2].overflow = "fold"  # it is there to be copied
        for slug, result in results.items():
            faults = "\n".join(f"{fault.sequence}: {fault.message}" for fault in result.faults)
            table.add_row(slug, f"{result.entries:,}", str(result.head or "-"), faults or "none")
        console = Console()
        with console.capture() as shown:
            console.print(table)
        self.stdout.write(shown.get())


def _of_tenants(tenant: str | None, head: Head | None) -> dict[str, Verification]:
    chosen = [known for known in tenants() if tenant in (None, known.slug)]
    if tenant and not chosen:
        raise CommandError(f"there is no tenant {tenant}")
    results: dict[str, Verification] = {}
    for one in chosen:
        with acting(one.pk, actor=ACTOR):
            results[one.slug] = verify(expected_head=head)
    return results


def _head(text: str) -> Head:
    try:
        return Head.parse(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None


def _as_json(result: Verification) -> dict[str, object]:
    faults = [{"sequence": fault.sequence, "message": fault.message} for fault in result.faults]
    return {
        "entries": result.entries,
        "head": str(result.head) if result.head else None,
        "faults": faults,
    }
