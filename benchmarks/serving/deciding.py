"""``python -m benchmarks.serving.deciding FILE``: a file decided on in a process of its own, and the memory it took."""

import resource
import sys
from pathlib import Path

from bench_cases.cases import XGBOOST
from benchmarks.serving.wrk import LoadError

STATUS = Path("/proc/self/status")


def decide(path: Path) -> None:
    """All that ``scorewright decide --record run`` does, but for the start of its process."""
    from scorewright.project.commands.batch_deciding import Files, decide_file, prepare  # noqa: PLC0415 - needs Django
    from scorewright.project.commands.tenant_scope import FIRST_TENANT, acting_for  # noqa: PLC0415

    files = Files.named(path, None)
    with acting_for(FIRST_TENANT) as scope:
        run_id = prepare(XGBOOST, files, scope, record="run", ignore=[], resume=False)
    run = decide_file(run_id, scope, lambda *_: None)
    if run.rejected or run.fallbacks:
        raise LoadError(f"{path.name}: {run.rejected} rows were rejected, {run.fallbacks} answered by the fallback")


def peak_mib() -> int:
    """The most memory that this program has taken.

    On Linux, ``ru_maxrss`` begins with what the process that started this one had taken; the status does not.
    """
    if STATUS.exists():
        lines = dict(line.split(":", 1) for line in STATUS.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) >> 10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> (20 if sys.platform == "darwin" else 10)


if __name__ == "__main__":
    import django

    django.setup()
    decide(Path(sys.argv[1]))
    print(peak_mib())
