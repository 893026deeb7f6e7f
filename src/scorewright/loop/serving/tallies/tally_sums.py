"""Tallies as they are written down, and how those of several processes are added up."""

from collections.abc import Iterable

from msgspec import MsgspecError, Struct, json

from scorewright.loop.serving.tallies.tallies import BOUNDS, FAMILIES, Key, Labels, Tallies


class Times(Struct):
    """A histogram: how many times fell below each of ``BOUNDS`` and above the one before, and their sum in seconds."""

    counts: list[int]
    sum: float


class Sums(Struct):
    """Tallies of a process, or of several together.

    ``merged`` names the files whose tallies are in here and which may still lie about. Tallies with other ``bounds``
    were written by another version of this program and cannot be added.
    """

    counters: list[tuple[str, Labels, int]]
    histograms: list[tuple[str, Labels, Times]]
    gauges: list[tuple[str, Labels, float]]
    merged: list[str]
    bounds: tuple[float, ...] = BOUNDS


def sums_of(tallies: Tallies) -> Sums:
    """What ``tallies`` stand at now; others may go on counting meanwhile."""
    return Sums(
        counters=[(name, labels, counter.value) for (name, labels), counter in list(tallies.counters.items())],
        histograms=[
            (name, labels, Times(*histogram.read())) for (name, labels), histogram in list(tallies.histograms.items())
        ],
        gauges=[(name, labels, float(read())) for (name, labels), read in list(tallies.gauges.items())],
        merged=[],
    )


def added(parts: Iterable[Sums]) -> Sums:
    """All of ``parts`` together.

    >>> one = Sums([("scorewright_rejected", ("type",), 2)], [], [], [])
    >>> added([one, one]).counters
    [('scorewright_rejected', ('type',), 4)]
    """
    counters: dict[Key, int] = {}
    histograms: dict[Key, Times] = {}
    gauges: dict[Key, float] = {}
    for part in parts:
        for name, labels, value in part.counters:
            counters[(name, labels)] = counters.get((name, labels), 0) + value
        for name, labels, times in part.histograms:
            so_far = histograms.get((name, labels), Times([0] * len(times.counts), 0.0))
            counts = [left + right for left, right in zip(so_far.counts, times.counts, strict=True)]
            histograms[(name, labels)] = Times(counts, so_far.sum + times.sum)
        for name, labels, level in part.gauges:
            gauges[(name, labels)] = gauges.get((name, labels), 0.0) + level
    return Sums(
        counters=[(*key, value) for key, value in counters.items()],
        histograms=[(*key, times) for key, times in histograms.items()],
        gauges=[(*key, level) for key, level in gauges.items()],
        merged=[],
    )


def decoded(content: bytes) -> Sums | None:
    """What ``encoded`` wrote; None where another version wrote it, or a disk was full."""
    try:
        found = _decoder.decode(content)
    except MsgspecError:
        return None
    names = {name for name, *_ in (*found.counters, *found.histograms, *found.gauges)}
    return found if found.bounds == BOUNDS and names <= FAMILIES.keys() else None


encoded = json.Encoder().encode
_decoder = json.Decoder(Sums)
