"""What a process has counted and timed since it began, cheaply enough for every request.

A tally is bound to its labels once and then costs an addition; nothing here reads a clock or a file. Labels never say
anything about an applicant. How the processes' tallies come together: ``tally_files``.
"""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np

# From 50 microseconds to 10 seconds, closest where answers are expected.
BOUNDS = (
    *(0.00005, 0.0001, 0.0002, 0.00035, 0.0005, 0.00075, 0.001, 0.0015, 0.0025, 0.005),
    *(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0),
)
STAGES = ("wait", "decode", "features", "model", "policy", "commit")

Labels = tuple[str, ...]
Key = tuple[str, Labels]


@dataclass(frozen=True, slots=True)
class Family:
    """Tallies of one kind, told apart by their labels; a counter's name is without its ``_total``."""

    name: str
    kind: Literal["counter", "gauge", "histogram"]
    help: str
    labels: Labels = ()


DECISIONS = Family(
    "scorewright_decisions", "counter", "Decisions that were answered.", ("use_case", "version", "answered_by")
)
REQUESTS = Family("scorewright_requests", "counter", "Requests that were answered.", ("route", "status"))
REJECTED = Family("scorewright_rejected", "counter", "Rules that records broke.", ("rule",))
STAGE_SECONDS = Family("scorewright_stage_seconds", "histogram", "Time in each stage of a decision.", ("stage",))
REQUEST_SECONDS = Family(
    "scorewright_request_seconds", "histogram", "Time from a request to the end of its answer.", ("route",)
)
JOURNAL_QUEUE = Family("scorewright_journal_queue", "gauge", "Decisions that wait for their commit.")
SHADOWS = Family(
    "scorewright_shadow_decisions", "counter", "Requests that a shadow looked at.", ("use_case", "version", "outcome")
)
FAMILIES = {
    family.name: family
    for family in (DECISIONS, REQUESTS, REJECTED, STAGE_SECONDS, REQUEST_SECONDS, JOURNAL_QUEUE, SHADOWS)
}


class Counter:
    """Goes up."""

    __slots__ = ("value",)

    def __init__(self) -> None:
        self.value = 0

    def add(self, count: int = 1) -> None:
        self.value += count


class Histogram:
    """How many times were at most as long as each of ``BOUNDS``, or longer; and their sum, in seconds.

    ``observe`` takes seconds and costs an append to a list: they are sorted into their places when somebody reads, once
    a second or so.
    """

    __slots__ = ("_counts", "_new", "_sum", "observe")

    def __init__(self) -> None:
        self._counts = np.zeros(len(BOUNDS) + 1, dtype=np.int64)
        self._sum = 0.0
        self._new: list[float] = []
        self.observe: Callable[[float], None] = self._new.append

    def read(self) -> tuple[list[int], float]:
        """The counts, and the sum."""
        new = self._new[:]
        del self._new[: len(new)]  # others may append meanwhile
        places = np.searchsorted(BOUNDS, new, side="left")
        self._counts += np.bincount(places, minlength=len(self._counts))
        self._sum += sum(new)
        return self._counts.tolist(), self._sum

    def zero(self) -> None:
        """Begin anew."""
        self._new.clear()
        self._counts[:] = 0
        self._sum = 0.0


class Tallies:
    """All tallies of a process: each is made at its first mention, and the same ever after."""

    def __init__(self) -> None:
        self.counters: dict[Key, Counter] = {}
        self.histograms: dict[Key, Histogram] = {}
        self.gauges: dict[Key, Callable[[], float]] = {}

    def decisions(self, use_case: str, version: str, answered_by: str) -> Counter:
        """``answered_by`` is "model" or "fallback"."""
        return self._counter(DECISIONS, use_case, version, answered_by)

    def requests(self, route: str, status: int) -> Counter:
        """``route`` is the form of the address, never the address itself."""
        return self._counter(REQUESTS, route, str(status))

    def rejected(self, rule: str) -> Counter:
        return self._counter(REJECTED, rule)

    def shadows(self, use_case: str, version: str, outcome: Literal["decided", "failed", "dropped"]) -> Counter:
        return self._counter(SHADOWS, use_case, version, outcome)

    def stage_seconds(self, stage: str) -> Histogram:
        """``stage`` is one of ``STAGES``."""
        if stage not in STAGES:
            raise ValueError(f"stage must be one of {', '.join(STAGES)}; it is {stage!r}")
        return self._histogram(STAGE_SECONDS, stage)

    def request_seconds(self, route: str) -> Histogram:
        return self._histogram(REQUEST_SECONDS, route)

    def watch_journal(self, waiting: Callable[[], float]) -> None:
        """``waiting`` is asked whenever the tallies are written."""
        self.gauges[(JOURNAL_QUEUE.name, ())] = waiting

    def zero(self) -> None:
        """Begin anew; whoever holds a tally goes on with it."""
        for counter in self.counters.values():
            counter.value = 0
        for histogram in self.histograms.values():
            histogram.zero()
        self.gauges.clear()

    def _counter(self, family: Family, *labels: str) -> Counter:
        key = (family.name, labels)
        return self.counters.get(key) or self.counters.setdefault(key, Counter())

    def _histogram(self, family: Family, *labels: str) -> Histogram:
        key = (family.name, labels)
        return self.histograms.get(key) or self.histograms.setdefault(key, Histogram())


TALLIES = Tallies()
# What a parent has counted is in the parent's file already.
os.register_at_fork(after_in_child=TALLIES.zero)
