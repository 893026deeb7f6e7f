"""What our commands share: progress and tables for people, one line of JSON for programs."""

import json
import sys
from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandParser
from rich.console import Console

from scorewright.project.commands.catalogue import COMMANDS

WIDTH_OF_A_FILE = 140


class ProductCommand(BaseCommand):
    """A command acts, shows what it did on a console, and answers with what programs get."""

    requires_system_checks = ()

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls.help = COMMANDS[cls.__module__.rpartition(".")[2]]

    def create_parser(self, prog_name: str, subcommand: str, **options: Any) -> CommandParser:
        # Where a command of ours has a --version, it is a model's; Django's own would print that of Django.
        return super().create_parser(prog_name, subcommand, conflict_handler="resolve", **options)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one line of JSON on standard output")

    def handle(self, *_: Any, **options: Any) -> None:
        as_json = options["json"]
        answer = self.act(console_on(sys.stderr if as_json else sys.stdout), **options)
        if as_json:
            self.stdout.write(json.dumps(answer, default=str))

    @abstractmethod
    def act(self, console: Console, *args: Any, **options: Any) -> Mapping[str, Any]:
        """Do it, show it on ``console``, and give back the answer for programs."""


def console_on(stream: TextIO) -> Console:
    """A console for people; wide enough for a table where it is no terminal."""
    return Console(file=stream, width=None if stream.isatty() else WIDTH_OF_A_FILE, highlight=False)
