from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.management.base import CommandParser
from rich.console import Console

from scorewright.loop.registry.models import ModelVersion
from scorewright.project.commands.product_command import ProductCommand
from scorewright.project.commands.tenant_scope import FIRST_TENANT, acting_for
from scorewright.project.embedded.home import Home
from scorewright.project.first_start.bootstrap import bootstrap
from scorewright.project.first_start.credentials import credentials_file


class Command(ProductCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--new-credentials", action="store_true", help="a new password and new keys in place of the first ones"
        )

    def act(self, console: Console, *, new_credentials: bool, **_: Any) -> Mapping[str, Any]:
        home = Home(settings.HOME)
        applied = bootstrap(home, new_credentials=new_credentials)
        with acting_for(FIRST_TENANT):
            found = sorted(set(ModelVersion.objects.values_list("use_case", flat=True)))
        console.print(f"  database is migrated ({applied} migrations applied now)")
        return {
            "tenant": FIRST_TENANT,
            "migrations_applied": applied,
            "use_cases_with_versions": found,
            "credentials": str(credentials_file(home)),
        }
