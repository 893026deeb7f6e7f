"""Loads that take turns, so that a machine that grows slower grows slower for all."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from statistics import fmean

from benchmarks.serving.contenders import Contender
from benchmarks.serving.wrk import Measured, run

Figures = dict[str, dict[int, list[Measured]]]  # by name and by connections, one for each round
WARM_UP_CONNECTIONS = 16


@dataclass(frozen=True, slots=True)
class Plan:
    """How long each load lasts, in seconds, and how often each is repeated."""

    seconds: int = 10
    warm_up_seconds: int = 3
    rounds: int = 2


def warm_up(contenders: Sequence[Contender], plan: Plan) -> None:
    """Load everybody for a moment, unmeasured."""
    for contender in contenders:
        _run(contender, WARM_UP_CONNECTIONS, plan.warm_up_seconds)


def measure(contenders: Sequence[Contender], plan: Plan, tell: Callable[[str], None]) -> Figures:
    """Measure everybody at each number of connections, and all that again each round."""
    figures: Figures = {contender.name: {} for contender in contenders}
    for contender, connections in _turns(contenders, plan.rounds):
        measured = _run(contender, connections, plan.seconds)
        figures[contender.name].setdefault(connections, []).append(measured)
        tell(
            f"{contender.name:<24} {connections:>3} connections  {measured.requests_per_second:>9,.0f} a second"
            f"  p50 {measured.p50_ms:.2f} ms  p99 {measured.p99_ms:.2f} ms"
        )
    return figures


def _run(contender: Contender, connections: int, seconds: int) -> Measured:
    return run(contender.load, connections=connections, seconds=seconds, may_refuse=contender.may_refuse)


def average(rounds: Sequence[Measured]) -> Measured:
    """The mean of the rounds; ``answered`` is their sum."""
    return Measured(
        requests_per_second=fmean(one.requests_per_second for one in rounds),
        p50_ms=fmean(one.p50_ms for one in rounds),
        p99_ms=fmean(one.p99_ms for one in rounds),
        answered=sum(one.answered for one in rounds),
    )


def _turns(contenders: Sequence[Contender], rounds: int) -> Iterator[tuple[Contender, int]]:
    for _ in range(rounds):
        for connections in sorted({count for contender in contenders for count in contender.connections}):
            for contender in contenders:
                if connections in contender.connections:
                    yield contender, connections
