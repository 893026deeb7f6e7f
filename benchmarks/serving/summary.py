"""The figures that aims are set for, out of all that were measured."""

from collections.abc import Mapping, Sequence
from typing import Any

from benchmarks.serving.rounds import Figures, average
from benchmarks.serving.wrk import Measured

Averages = Mapping[tuple[str, int], Measured]

PEERS = ("drf_sqlite", "drf_postgresql")
LEAN_PEERS = ("drf_lean_sqlite", "drf_lean_postgresql")


def summary(figures: Figures) -> dict[str, Any]:
    """Ratios of requests per second within this run; None where a side was not measured.

    The peer of a ratio to Django REST Framework is the faster of two: the view on SQLite, and on PostgreSQL.
    """
    averages = {(name, load): average(rounds) for name, loads in figures.items() for load, rounds in loads.items()}
    durable = averages.get(("durable_xgboost", 16))
    return {
        "ratio_to_drf_xgboost": _ratio_to_peers(averages, "xgboost", PEERS),
        "ratio_to_drf_forest": _ratio_to_peers(averages, "forest", PEERS),
        "ratio_to_lean_drf_xgboost": _ratio_to_peers(averages, "xgboost", LEAN_PEERS),
        "ratio_to_lean_drf_forest": _ratio_to_peers(averages, "forest", LEAN_PEERS),
        "ratio_to_empty_durable": _ratio(averages, ("durable_xgboost", 64), ("empty", 64)),
        "ratio_to_empty": _ratio(averages, ("unrecorded_xgboost", 16), ("empty", 16)),
        "p50_ms_one_connection": _p50(averages.get(("unrecorded_xgboost", 1))),
        "p50_ms_one_connection_durable": _p50(averages.get(("durable_xgboost", 1))),
        "requests_per_second": None if durable is None else round(durable.requests_per_second),
        "rounds": {
            name: {str(load): _plain(rounds) for load, rounds in loads.items()} for name, loads in figures.items()
        },
    }


def _ratio_to_peers(averages: Averages, model: str, peers: Sequence[str]) -> float | None:
    return _ratio(averages, (f"durable_{model}", 16), *((f"{peer}_{model}", 16) for peer in peers))


def _ratio(averages: Averages, ours: tuple[str, int], *others: tuple[str, int]) -> float | None:
    measured = [averages[other].requests_per_second for other in others if other in averages]
    if ours not in averages or not measured:
        return None
    return round(averages[ours].requests_per_second / max(measured), 3)


def _p50(measured: Measured | None) -> float | None:
    return None if measured is None else round(measured.p50_ms, 3)


def _plain(rounds: list[Measured]) -> list[dict[str, float]]:
    return [
        {
            "requests_per_second": round(one.requests_per_second, 1),
            "p50_ms": round(one.p50_ms, 3),
            "p99_ms": round(one.p99_ms, 3),
        }
        for one in rounds
    ]
