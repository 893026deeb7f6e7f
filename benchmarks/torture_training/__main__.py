"""``python -m benchmarks.torture_training``: kill, wait, count; one line of JSON, status 1 where a promise broke."""

import argparse
import json
import random
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from benchmarks.service import ROOT
from benchmarks.torture.product import NotUpError, product
from benchmarks.torture_training.trainings import ENDED, Trainings
from benchmarks.torture_training.victims import kill_worker

LONGEST_SECONDS = 1_800.0
WAITING = 3


def main() -> int:
    options = _options()
    rng = random.Random(options.seed)  # noqa: S311 - chance, not secrets
    with (
        tempfile.TemporaryDirectory(prefix=".bench-", dir=options.folder) as name,
        product(Path(name)) as running,
        Trainings(running) as trainings,
    ):
        started = time.monotonic()
        killed = _torture(running.pid, trainings, rng, options.kills)
        _wait_for_all(trainings)
        answer = {"kills": killed.total(), "killed": dict(killed), **trainings.verdict()}
        answer |= {"seconds": round(time.monotonic() - started, 1), "seed": options.seed}
    print(json.dumps(answer))
    return 1 if answer["lost"] or answer["doubled"] or answer["ended"] != answer["jobs"] else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.torture_training", description=__doc__)
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=2026, help="of whom and when; the machine's own timing stays free")
    parser.add_argument("--folder", type=Path, default=ROOT, help="where the home is made, and removed again")
    return parser.parse_args()


def _torture(supervisor: int, trainings: Trainings, rng: random.Random, most: int) -> Counter[str]:
    """Kill at random moments of trainings that run; there are always some that wait."""
    killed: Counter[str] = Counter()
    while killed.total() < most:
        states = trainings.states()
        for _ in range(WAITING - sum(state not in ENDED for state in states.values())):
            trainings.ask()
        if "running" not in states.values():
            time.sleep(0.2)
            continue
        time.sleep(rng.uniform(0, 12))
        victim = kill_worker(supervisor, rng)
        if victim is not None:
            killed[victim] += 1
            print(f"{killed.total():>3} killed, {dict(Counter(states.values()))}", file=sys.stderr, flush=True)
            time.sleep(1)  # the supervisor starts it again
    return killed


def _wait_for_all(trainings: Trainings) -> None:
    deadline = time.monotonic() + LONGEST_SECONDS
    while any(state not in ENDED for state in trainings.states().values()):
        if time.monotonic() > deadline:
            return  # the verdict counts who has not ended
        time.sleep(1)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except NotUpError as error:
        sys.exit(f"torture-training: {error}")
