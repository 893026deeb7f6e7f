"""``python -m benchmarks.assessments``: how many applications are assessed in a second, and how soon one is.

One line of JSON. Everything is embedded, on this machine, and runs as under ``scorewright up``.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import psutil

from benchmarks.assessments.applicants import USE_CASE
from benchmarks.assessments.together import seconds_until_all_are_completed
from benchmarks.assessments.waiting import seconds_until_completed
from benchmarks.service import ROOT, clean_environment
from benchmarks.torture.product import NotUpError, Product, product

COMMAND = ("scorewright.project", "process_ml_assessments", "--json", "--batch-size")


def main() -> int:
    options = _options()
    # Beside the project, not in a temporary folder, which may lie in memory: a commit has to reach a disk.
    with (
        tempfile.TemporaryDirectory(prefix=".bench-", dir=options.folder) as name,
        product(Path(name), (USE_CASE,)) as running,
    ):
        measured = measure(running, options)
    titles = _program("benchmarks.employment")
    beside = {name: titles[name] for name in ("titles_per_second", "titles_per_core_second")}
    if not options.without_auc:
        beside["auc_share_of_attainable"] = _auc_share()
    aims = {name: measured.pop(name) for name in ("applications_per_second", "p50_seconds", "p95_seconds")}
    machine = {"processors": os.cpu_count(), "load_at_end": round(os.getloadavg()[0], 1)}
    print(json.dumps({**aims, **beside, **measured, "machine": machine, "seed": options.seed}))
    return 0


def measure(running: Product, options: argparse.Namespace) -> dict[str, Any]:
    load_at_start = round(os.getloadavg()[0], 1)
    singly = seconds_until_completed(running.url, running.admin_key, options.singly, options.seed + 10)
    before = _processor_seconds(running.pid)
    taken_in, together = seconds_until_all_are_completed(
        running.url, running.admin_key, options.applications, options.seed + 20
    )
    spent = _processor_seconds(running.pid) - before
    stages, by_command = _by_command(running, options)
    return {
        "applications_per_second": round(options.applications / together, 1),
        "p50_seconds": round(statistics.median(singly), 3),
        "p95_seconds": round(statistics.quantiles(singly, n=20)[-1], 3),
        "applications": options.applications,
        "singly": options.singly,
        "seconds_until_all_are_taken_in": round(taken_in, 1),
        "seconds_until_all_are_assessed": round(together, 1),
        "processor_milliseconds_per_application": round(1000 * spent / options.applications, 2),
        "by_command_per_second": round(options.applications / by_command, 1),
        "milliseconds_by_stage": stages,
        "load_at_start": load_at_start,
    }


def _by_command(running: Product, options: argparse.Namespace) -> tuple[dict[str, float], float]:
    """Milliseconds by stage in one process, and the seconds of the command, from its first step to its last."""
    given = {"--count": options.applications, "--size": options.size, "--seed": options.seed}
    words = [str(word) for pair in given.items() for word in pair]
    stages = _program("benchmarks.assessments.stages", *words, environment=running.environment)["milliseconds"]
    done = _program(*COMMAND, str(options.size), environment=running.environment)
    if done["completed"] != options.applications:
        raise SystemExit(f"{done['completed']} of {options.applications} were assessed: {done['reasons'][:3]}")
    return stages, sum(done["seconds"].values())


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.assessments", description=__doc__)
    parser.add_argument("--applications", type=int, default=10_000, help="that are assessed together, by command")
    parser.add_argument("--singly", type=int, default=200, help="that are submitted one after the other over HTTP")
    parser.add_argument("--size", type=int, default=200, help="the command's --batch-size")
    parser.add_argument(
        "--without-auc", action="store_true", help="leave the quality of the model out: it takes a minute"
    )
    parser.add_argument("--seed", type=int, default=2026, help="of the applicants")
    parser.add_argument("--folder", type=Path, default=ROOT, help="where the home is made, and removed again")
    return parser.parse_args()


def _program(module: str, *arguments: str, environment: dict[str, str] | None = None) -> dict[str, Any]:
    """What a program answers on its last line. Raises SystemExit where it answers nothing."""
    command = [sys.executable, "-m", module, *arguments]
    env = clean_environment() if environment is None else environment
    done = subprocess.run(command, env=env, stdout=subprocess.PIPE, check=False)  # noqa: S603 - programs of ours
    lines = done.stdout.splitlines()
    if not lines:
        raise SystemExit(f"{module} ended with status {done.returncode}; the reason stands above")
    answer: dict[str, Any] = json.loads(lines[-1])
    return answer


def _auc_share() -> float:
    from benchmarks.credit import share_of_attainable  # noqa: PLC0415 - Django, which only this needs

    return round(share_of_attainable(), 4)


def _processor_seconds(supervisor: int) -> float:
    """Of the service, its servers and workers, and of the programs that this one has waited for."""
    ended = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = ended.ru_utime + ended.ru_stime
    for process in psutil.Process(supervisor).children(recursive=True):
        try:
            times = process.cpu_times()
        except psutil.NoSuchProcess:
            continue
        spent += times.user + times.system
    return spent


if __name__ == "__main__":
    try:
        sys.exit(main())
    except NotUpError as error:
        sys.exit(f"bench-assessments: {error}")
