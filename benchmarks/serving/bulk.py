"""``python -m benchmarks.serving.bulk FOLDER ROWS``: files of many rows beside the model library's own prediction.

Run in the environment of the product. Every side may use all processors. The library is given the rows in memory, ready
to use; the product reads them from a file, checks them, decides, and writes the result, its fingerprint and the run.
How much memory that takes is measured in a process that does nothing else.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from statistics import fmean
from typing import Any

import django
import numpy as np
import polars as pl
from numpy.typing import NDArray
from xgboost import XGBClassifier

from bench_cases.drawing import NAMES, records
from benchmarks.serving.deciding import decide
from benchmarks.serving.reference import MODEL_FILE
from benchmarks.serving.wrk import LoadError

TOLERANCE = 1e-6
ROUNDS = 2
WARM_UP_ROWS = 1_000
Seconds = dict[str, list[float]]


def main(folder: Path, rows: int) -> dict[str, Any]:
    """Rows per second of each, and the ratios; the sides take turns."""
    django.setup()
    drawn = records(rows, seed=4)
    for ending in ("parquet", "csv"):
        _write(drawn[:WARM_UP_ROWS], folder / f"few.{ending}")
        decide(folder / f"few.{ending}")
        _write(drawn, folder / f"rows.{ending}")
    library = XGBClassifier(n_jobs=os.cpu_count())
    library.load_model(folder / MODEL_FILE)
    library.predict_proba(drawn[:WARM_UP_ROWS])
    expected: NDArray[np.float64] = np.empty(0)
    seconds: Seconds = {"library": [], "parquet": [], "csv": []}
    for _ in range(ROUNDS):
        expected = _timed(seconds["library"], lambda: library.predict_proba(drawn)[:, 1])
        for ending in ("parquet", "csv"):
            _timed(seconds[ending], partial(decide, folder / f"rows.{ending}"))
    _check(folder, expected)
    return summary(seconds, rows, [_peak_mib(folder / f"rows.{ending}") for ending in ("parquet", "csv")])


def summary(seconds: Seconds, rows: int, peaks: Sequence[int]) -> dict[str, Any]:
    """The means of the rounds as rows per second, and each over the library's; the larger of ``peaks``, in MiB."""
    speed = {name: rows / fmean(rounds) for name, rounds in seconds.items()}
    return {
        "bulk_parquet_ratio": round(speed["parquet"] / speed["library"], 3),
        "bulk_csv_ratio": round(speed["csv"] / speed["library"], 3),
        **{f"bulk_{name}_rows_per_second": round(found) for name, found in speed.items()},
        "bulk_peak_mib": max(peaks),
        "bulk_rows": rows,
    }


def _write(drawn: NDArray[np.float64], path: Path) -> None:
    frame = pl.DataFrame(drawn, schema=list(NAMES))
    if path.suffix == ".csv":
        frame.write_csv(path)
    else:
        frame.write_parquet(path)


def _timed(seconds: list[float], act: Callable[[], Any]) -> Any:
    started = time.perf_counter()
    answer = act()
    seconds.append(time.perf_counter() - started)
    return answer


def _peak_mib(path: Path) -> int:
    program = [sys.executable, "-m", "benchmarks.serving.deciding", str(path)]
    return int(subprocess.run(program, stdout=subprocess.PIPE, check=True).stdout)  # noqa: S603 - our own program


def _check(folder: Path, expected: NDArray[np.float64]) -> None:
    """Raises LoadError unless each row was answered as the library answers."""
    for ending, read in (("parquet", pl.read_parquet), ("csv", pl.read_csv)):
        found = read(folder / f"rows.decided.{ending}")["probability"].to_numpy()
        if len(found) != len(expected) or np.abs(found - expected).max() > TOLERANCE:
            raise LoadError(f"rows.{ending}: the answers are not the library's")


def _arguments(words: Sequence[str]) -> tuple[Path, int]:
    folder, rows = words
    return Path(folder), int(rows)


if __name__ == "__main__":
    print(json.dumps(main(*_arguments(sys.argv[1:]))))
