"""The command ``scorewright``: ours and Django's commands under one roof."""

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from importlib import import_module
from typing import TextIO

from scorewright import __version__
from scorewright.project.commands.catalogue import COMMANDS, overview
from scorewright.project.commands.standard_output import one_line_only
from scorewright.project.embedded.home import home_from
from scorewright.project.up.environment import operator_named

# These read the environment, or make it, before Django reads its settings.
BEFORE_DJANGO = {"up": "scorewright.project.up.command", "doctor": "scorewright.project.doctor.command"}
WITHOUT_DATABASE = frozenset({"demo", "newusecase", "simulate"})


def main() -> None:
    """The entry point: one sentence and status 1 where something is wrong, unless ``--traceback`` is asked for."""
    arguments = sys.argv[1:]
    as_json = "--json" in arguments
    with one_line_only() if as_json else nullcontext(sys.stdout) as out:
        try:
            status = run(arguments, out)
        except KeyboardInterrupt:
            status = _complain("stopped", out, as_json=as_json, status=130)
        except Exception as error:
            if "--traceback" in arguments:
                raise
            status = _complain(sentence(error), out, as_json=as_json, status=getattr(error, "returncode", 1))
    sys.exit(status)


def run(arguments: Sequence[str], out: TextIO) -> int:
    """Run one command; its exit status."""
    name, *rest = arguments or ["--help"]
    if name in ("-h", "--help", "help") and not rest:
        out.write(overview() + "\n")
        return 0
    if name == "help":
        name, rest = rest[0], ["--help"]
    if name in ("--version", "version"):
        out.write(f"scorewright {__version__}\n")
        return 0
    if name in BEFORE_DJANGO:
        command: Callable[[Sequence[str], TextIO], int] = import_module(BEFORE_DJANGO[name]).main
        return command([argument for argument in rest if argument != "--traceback"], out)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scorewright.project.settings")
    with _database(name, rest):
        return _django(name, rest, out)


def sentence(error: BaseException) -> str:
    """What people are told of ``error``. Our own errors, and Django's for its commands, are written for them."""
    from django.core.exceptions import ImproperlyConfigured  # noqa: PLC0415 - slow to import, and seldom needed
    from django.core.management import CommandError  # noqa: PLC0415
    from django.db import OperationalError, ProgrammingError  # noqa: PLC0415

    meant_for_people = isinstance(error, CommandError | ImproperlyConfigured) or type(error).__module__.startswith(
        "scorewright."
    )
    if meant_for_people:
        return str(error)
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    if isinstance(error, ProgrammingError):
        return f"the tables are not as this version needs them; scorewright bootstrap migrates ({first_line(error)})"
    if isinstance(error, OperationalError):
        return f"the database does not answer; scorewright doctor tells more ({first_line(error)})"
    return f"{type(error).__name__}: {first_line(error)} (--traceback shows where)"


def first_line(error: BaseException) -> str:
    """The beginning of what ``error`` says."""
    return (str(error).strip().splitlines() or ["no further words"])[0]


def _complain(text: str, out: TextIO, *, as_json: bool, status: int) -> int:
    sys.stderr.write(f"scorewright: {text}\n")
    if as_json:
        out.write(json.dumps({"error": text}) + "\n")
    return status


def _database(name: str, rest: Sequence[str]) -> AbstractContextManager[None]:
    needs_none = name in WITHOUT_DATABASE or {"-h", "--help"} & set(rest)
    if needs_none or (name == "check" and "--database" not in rest) or operator_named(os.environ):
        return nullcontext()
    return _own_database(prepared=name in COMMANDS and name != "bootstrap")


@contextmanager
def _own_database(*, prepared: bool) -> Iterator[None]:
    from scorewright.project.embedded.stack import Embedded  # noqa: PLC0415 - a database that is given needs none

    with Embedded(home_from(os.environ)) as embedded:
        os.environ.update(embedded.environment())
        if prepared:
            import django  # noqa: PLC0415 - reads the environment, which stands only now

            django.setup()
            from scorewright.project.first_start.bootstrap import bootstrap  # noqa: PLC0415

            bootstrap(embedded.home)
        try:
            yield
        finally:
            from django.db import connections  # noqa: PLC0415

            connections.close_all()


def _django(name: str, rest: Sequence[str], out: TextIO) -> int:
    import django  # noqa: PLC0415 - reads the environment, which stands only now
    from django.core.management import ManagementUtility  # noqa: PLC0415

    django.setup()
    command = ManagementUtility(["scorewright", name]).fetch_command(name)
    if name == "migrate" and not any(argument.startswith("--database") for argument in rest):
        rest = [*rest, "--database", "owner"]
    options = vars(command.create_parser("scorewright", name).parse_args(list(rest)))
    command.execute(*options.pop("args", ()), stdout=out, **options)
    return 0
