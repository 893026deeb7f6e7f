import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from django.core.management.base import CommandError, CommandParser
from rich.console import Console

from scorewright.declare.catalogue import simulations
from scorewright.project.commands.product_command import ProductCommand
from scorewright.project.embedded.home import Home
from scorewright.project.simulation.clock import CLOCK, clock_file
from scorewright.project.simulation.living import Wanted, live
from scorewright.project.simulation.own_service import new_home

MOST_MONTHS = 12


class Command(ProductCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("name", help=f"one of {', '.join(simulations()) or 'none: no use case declares one'}")
        parser.add_argument("--months", type=int, default=12, metavar="N", help="1 to 12, by default all 12")
        parser.add_argument(
            "--customers", type=int, default=2000, metavar="N", help="asked about each month, by default 2,000"
        )
        parser.add_argument("--seed", type=int, default=20261121, metavar="N", help="the same world for the same seed")
        parser.add_argument("--variant", metavar="NAME", help="of the world, where the use case declares one")
        parser.add_argument("--home", type=Path, metavar="DIR", help="a new folder for its home, which is kept")
        parser.add_argument("--keep", action="store_true", help="keep the home that it makes otherwise")

    def act(
        self,
        console: Console,
        *,
        name: str,
        months: int,
        customers: int,
        seed: int,
        variant: str | None,
        home: Path | None,
        keep: bool,
        **_: Any,
    ) -> Mapping[str, Any]:
        if name not in simulations():
            raise CommandError(f"no simulation is named {name!r}; there are {', '.join(simulations()) or 'none'}")
        declared = simulations()[name].simulation
        variants = declared.variants if declared else {}
        if variant is not None and variant not in variants:
            raise CommandError(f"{name} has no variant {variant!r}; it has {', '.join(variants) or 'none'}")
        if not 1 <= months <= MOST_MONTHS:
            raise CommandError(f"--months must be 1 to {MOST_MONTHS}")
        if customers < 1 or seed < 0:
            raise CommandError("--customers must be at least 1, --seed at least 0")
        with _home(home, keep=keep, console=console) as made:
            return live(simulations()[name], Wanted(months, customers, seed, variant), made, console)


@contextmanager
def _home(given: Path | None, *, keep: bool, console: Console) -> Iterator[Home]:
    folder = given or Path(mkdtemp(prefix="scorewright-simulation-")) / "home"
    made = new_home(folder)
    try:
        yield made
    finally:
        if given is None and not keep:
            shutil.rmtree(folder.parent)
        else:
            places = f"SCOREWRIGHT_HOME={made.path} {CLOCK}={clock_file(made.path)}"
            console.print(f"It is kept. To look around in it: {places} scorewright up")
