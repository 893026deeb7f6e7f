"""One simulated year from an empty home to the last decision made again."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from rich.console import Console

from scorewright.client import Client
from scorewright.declare.catalogue import use_cases
from scorewright.declare.simulation import World
from scorewright.declare.use_case import UseCase
from scorewright.project.embedded.home import Home
from scorewright.project.simulation import report
from scorewright.project.simulation.clock import clock_file
from scorewright.project.simulation.clock_hand import ClockHand
from scorewright.project.simulation.desk import Desk
from scorewright.project.simulation.news import News
from scorewright.project.simulation.own_service import OwnService, own_service
from scorewright.project.simulation.people import Operator
from scorewright.project.simulation.phases import Phases
from scorewright.project.simulation.plain_calls import PlainCalls
from scorewright.project.simulation.refusals import SimulationError
from scorewright.project.simulation.replayed import replay_all
from scorewright.project.simulation.routine import Routine
from scorewright.project.simulation.year import Year, first_of

TIMEOUT_SECONDS = 60.0
LEAST_UNITS = 60


@dataclass(frozen=True)
class Wanted:
    """How many months, how many people are asked about in each, and the seed that all of them follow from.

    ``variant`` names one that the simulation declares; None: the world as it is.
    """

    months: int
    customers: int
    seed: int
    variant: str | None = None


@dataclass(frozen=True)
class Setting:
    """The use case in its world, from ``starts`` on; an experiment is planned for so many ``units``."""

    use_case: UseCase
    starts: date
    world: World
    units: int


def live(use_case: UseCase, wanted: Wanted, home: Home, console: Console) -> dict[str, Any]:
    """Live through it, telling ``console``; the answer for programs. Raises SimulationError and ScorewrightError."""
    setting = _setting(use_case, wanted, console)
    starts_at = first_of(setting.starts, 1)
    hand = ClockHand(clock_file(home.path), starts_at)
    phases = Phases()
    with phases("start and stop"), own_service(home) as service, _year(service, setting, hand, phases) as year:
        report.show_headings(console)
        for month in year.months(wanted.months):
            report.show_month(month, console)
        with phases("replay"):
            replayed = replay_all(service, use_case.name, starts_at)
        with phases("people"):
            told = year.operator.told()
    answer = report.answer(year.diary, replayed, told, phases.seconds)
    report.show_end(answer, console)
    return answer


def _setting(use_case: UseCase, wanted: Wanted, console: Console) -> Setting:
    simulation = use_case.simulation
    if simulation is None:
        raise SimulationError(f"{use_case.name} declares no simulation")
    size = f"{wanted.customers:,} a month, seed {wanted.seed}" + (f", {wanted.variant}" if wanted.variant else "")
    console.print(f"[bold]{simulation.title}[/bold]: {size}. Starting a service of its own ...\n")
    world = simulation.made(wanted.seed, wanted.customers, wanted.variant)
    return Setting(use_case, simulation.starts, world, max(LEAST_UNITS, wanted.customers))


@contextmanager
def _year(service: OwnService, setting: Setting, hand: ClockHand, phases: Phases) -> Iterator[Year]:
    keys, use_case, world = service.credentials, setting.use_case, setting.world
    with (
        Client(service.url, keys.service_key, timeout=TIMEOUT_SECONDS) as at_the_desk,
        Client(service.url, keys.admin_key, timeout=TIMEOUT_SECONDS) as of_the_operator,
        PlainCalls(service.url, keys.admin_key) as plain,
    ):
        others = [name for name in use_cases() if name != use_case.name]
        yield Year(
            starts=setting.starts,
            world=world,
            hand=hand,
            desk=Desk(at_the_desk, use_case),
            routine=Routine(plain, of_the_operator, use_case.name, others, phases),
            news=News(plain),
            operator=Operator(of_the_operator, plain, use_case, world, units=setting.units, phases=phases),
            phases=phases,
        )
