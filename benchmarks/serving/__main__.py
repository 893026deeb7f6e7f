"""``python -m benchmarks.serving``: measure, and end with one line of JSON."""

import argparse
import json
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

from benchmarks.service import ROOT, Service, service
from benchmarks.serving import kept
from benchmarks.serving.contenders import check, started
from benchmarks.serving.reference import references
from benchmarks.serving.rounds import Figures, Plan, measure, warm_up
from benchmarks.serving.servers import PEER_PYTHON
from benchmarks.serving.summary import summary
from benchmarks.serving.wrk import LoadError, program

BULK_ROWS, QUICK_BULK_ROWS = 1_000_000, 100_000
LOAD_AT_START = os.getloadavg()[0]
QUICK = Plan(seconds=3, warm_up_seconds=1, rounds=1)


def main() -> int:
    """Progress on standard error, the figures on standard output."""
    options = _options()
    program()
    if not PEER_PYTHON.exists():
        raise LoadError(f"{PEER_PYTHON.relative_to(ROOT)} is missing: make bench-serving sets it up")
    plan = QUICK if options.quick else Plan()
    # Beside the project, not in a temporary folder, which may lie in memory: fsync has to reach a disk.
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=ROOT) as name, service(Path(name) / "home") as running:
        found = _measured(running, Path(name), plan, options.only)
    print(json.dumps(found))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.serving", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one round of 3 seconds: a first look, not a result")
    parser.add_argument("--only", default="", metavar="TEXT", help="only the contenders whose name has this in it")
    return parser.parse_args()


def _measured(running: Service, folder: Path, plan: Plan, only: str) -> dict[str, Any]:
    kept.check_fsync(running)
    expected = references(folder)
    for reference in expected.values():
        _tell(f"training {reference.use_case}")
        running.command("train", reference.use_case)
    contenders = [
        one for one in started(running, expected, folder) if any(part in one.name for part in only.split(","))
    ]
    for contender in contenders:
        check(contender)
    warm_up(contenders, plan)
    before = kept.stored(running)
    figures = measure(contenders, plan, _tell)
    stored, answered = kept.stored(running) - before, _answered_durably(figures)
    if stored < answered:
        raise kept.LostError(f"{answered} decisions were answered, and only {stored} are stored")
    _tell("deciding on files")
    rows = QUICK_BULK_ROWS if plan == QUICK else BULK_ROWS
    bulk = {} if only else running.program("benchmarks.serving.bulk", str(folder), str(rows))
    return {**summary(figures), **bulk, "answered_durably": answered, "stored": stored, "machine": _machine()}


def _answered_durably(figures: Figures) -> int:
    return sum(
        one.answered
        for name, loads in figures.items()
        if name.startswith("durable")
        for rounds in loads.values()
        for one in rounds
    )


def _machine() -> dict[str, Any]:
    """Others at work on it when we began make every figure smaller, and ratios unsteady."""
    return {
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "system": platform.system(),
        "load_at_start": round(LOAD_AT_START, 2),
    }


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (LoadError, kept.LostError) as error:
        sys.exit(f"bench-serving: {error}")
