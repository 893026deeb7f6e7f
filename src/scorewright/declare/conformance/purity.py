"""Whether features are functions of the record and of nothing else."""

import datetime as dt
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from scorewright.declare.records import Record
from scorewright.declare.use_case import UseCase

WATCHED = 20  # records; watching slows a function down a good deal
CLOCKS = {"time", "time_ns", "monotonic", "monotonic_ns", "perf_counter", "perf_counter_ns", "localtime", "gmtime"}
NOW = {"now", "utcnow", "today"}


def purity_faults(use_case: UseCase, records: Sequence[Record]) -> Iterator[str]:
    """A fault for each function that looks beyond the record, changes it, or remembers what it saw before.

    Watched are calls of clocks, of Python's random numbers and of ``open``; random numbers of other libraries show in
    answers that differ from one time to the next.
    """
    functions: dict[str, Callable[[Record], Any]] = {
        **{f"feature {feature.name!r}": feature.compute for feature in use_case.features},
        "fallback": use_case.fallback.probability,
        **({} if use_case.advisor is None else {"advisor": use_case.advisor.advise}),
        **({} if use_case.confidence is None else {"confidence": partial(_sure, use_case)}),
    }
    for name, function in functions.items():
        if outside := _looks_outside(function, records[:WATCHED]):
            yield f"{name}: must be a function of the record alone, but calls {', '.join(sorted(outside))}"
        elif _changes(function, records):
            yield f"{name}: changes the record that it is given"
        elif _remembers(function, records):
            yield f"{name}: answers the same record differently, by chance or by the rows before"


def _sure(use_case: UseCase, record: Record) -> float | None:
    return use_case.sure(record, use_case.decision.decide(0.5))


def _looks_outside(function: Callable[[Record], Any], records: Sequence[Record]) -> set[str]:
    called: set[str] = set()

    def watch(_: object, event: str, called_function: Any) -> None:
        if event == "c_call" and _is_outside(called_function):
            called.add(called_function.__qualname__)

    before = sys.getprofile()
    sys.setprofile(watch)
    try:
        for record in records:
            _answer(function, record)
    finally:
        sys.setprofile(before)
    return called


def _is_outside(function: Any) -> bool:
    owner, name = getattr(function, "__self__", None), function.__name__
    if isinstance(owner, type) and issubclass(owner, dt.date):
        return name in NOW
    if isinstance(owner, random.Random) or function is open:
        return True
    return getattr(function, "__module__", None) == "time" and name in CLOCKS


def _changes(function: Callable[[Record], Any], records: Sequence[Record]) -> bool:
    for record in records:
        given = dict(record)
        _answer(function, given)
        if given != record:
            return True
    return False


def _remembers(function: Callable[[Record], Any], records: Sequence[Record]) -> bool:
    forwards = [_answer(function, record) for record in records]
    backwards = [_answer(function, record) for record in reversed(records)]
    return forwards != backwards[::-1]


def _answer(function: Callable[[Record], Any], record: Mapping[str, Any]) -> str:
    """The answer as text, so that NaN equals NaN; what fails is another check's finding."""
    try:
        return repr(function(record))
    except Exception as error:  # whatever somebody's own function raises
        return repr(error)
