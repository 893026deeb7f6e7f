"""``python -m benchmarks.torture_assessments``: kill, wait, compare; a line of JSON, status 1 where a promise broke."""

import argparse
import asyncio
import json
import random
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path

from benchmarks.assessments.applicants import USE_CASE, applicants
from benchmarks.service import ROOT
from benchmarks.torture.product import NotUpError, Product, product
from benchmarks.torture_assessments.clients import Client, load
from benchmarks.torture_assessments.ledger import Ledger, Verdict, compare
from benchmarks.torture_assessments.stored import stored
from benchmarks.torture_assessments.victims import kill_one

RECOVERY_SECONDS = 90.0
LONGEST_SECONDS = 600.0  # until all that was promised is scored: an attempt that failed waits for minutes
TRAINING = (USE_CASE, "--learners", "xgboost")


@dataclass
class Havoc:
    """What was killed, and how long it took until somebody was answered again."""

    kills: Counter[str] = field(default_factory=Counter)
    longest_silence_seconds: float = 0.0


def main() -> int:
    options = _options()
    # Beside the project, not in a temporary folder, which may lie in memory: a commit has to reach a disk.
    with (
        tempfile.TemporaryDirectory(prefix=".bench-", dir=options.folder) as name,
        product(Path(name), () if options.untrained else TRAINING) as running,
    ):
        ledger, havoc, started = Ledger(), Havoc(), time.monotonic()
        asyncio.run(_torture(running, ledger, havoc, options))
        running.wait_until_ready(RECOVERY_SECONDS)
        ended = time.monotonic()
        verdict = _verdict(running, ledger)
        answer = {
            **asdict(verdict),
            "kills": havoc.kills.total(),
            "killed": dict(havoc.kills),
            "applications": ledger.applications,
            "answered": ledger.answered,
            "failures": dict(ledger.failures),
            "longest_silence_seconds": round(havoc.longest_silence_seconds, 1),
            "seconds": round(time.monotonic() - started, 1),
            "of_which_after_the_last_answer": round(time.monotonic() - ended, 1),
            "seed": options.seed,
        }
    print(json.dumps(answer))
    return 1 if verdict.lost or verdict.doubled or not verdict.scored else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.torture_assessments", description=__doc__)
    parser.add_argument("--applications", type=int, default=2_000)
    parser.add_argument("--clients", type=int, default=20)
    parser.add_argument("--pause", type=float, default=15.0, help="the longest time between two blows, in seconds")
    parser.add_argument("--untrained", action="store_true", help="scored by the fallback: a first look")
    parser.add_argument("--seed", type=int, default=2026, help="of whom and when; the machine's own timing stays free")
    parser.add_argument("--folder", type=Path, default=ROOT, help="where the home is made, and removed again")
    return parser.parse_args()


async def _torture(running: Product, ledger: Ledger, havoc: Havoc, options: argparse.Namespace) -> None:
    """Kill somebody now and then, until the clients are done."""
    rng = random.Random(options.seed)  # noqa: S311 - chance, not secrets
    records = applicants(options.applications, options.seed)
    clients = [
        Client(records[place :: options.clients], ledger, random.Random(rng.random()))  # noqa: S311
        for place in range(options.clients)
    ]
    working = asyncio.create_task(load(clients, running.url, running.admin_key))
    await _answered_again(ledger, working)
    while not working.done():
        await asyncio.wait([working], timeout=rng.uniform(0, options.pause))
        if working.done():
            break
        killed = kill_one(running.pid, rng)
        if killed is not None:
            havoc.kills[killed] += 1
        silence = await _answered_again(ledger, working)
        havoc.longest_silence_seconds = max(havoc.longest_silence_seconds, silence)
        told = f"{havoc.kills.total():>3} killed, {ledger.applications} applications, {len(ledger.states)} states"
        print(told, file=sys.stderr, flush=True)
    await working


async def _answered_again(ledger: Ledger, working: "asyncio.Task[None]") -> float:
    """Seconds until one more is answered. Raises NotUpError when that takes too long."""
    before, started = ledger.answered, time.monotonic()
    while ledger.answered == before and not working.done():
        if time.monotonic() - started > RECOVERY_SECONDS:
            working.cancel()
            raise NotUpError(f"nobody was answered for {RECOVERY_SECONDS:g} s")
        await asyncio.sleep(0.02)
    return time.monotonic() - started


def _verdict(running: Product, ledger: Ledger) -> Verdict:
    """Once nothing waits any more, or after LONGEST_SECONDS."""
    deadline = time.monotonic() + LONGEST_SECONDS
    with stored(running.home) as found:
        while found.unfinished() and time.monotonic() < deadline:
            time.sleep(0.2)
        return compare(ledger.states, found.assessed(), found.decisions())


if __name__ == "__main__":
    try:
        sys.exit(main())
    except NotUpError as error:
        sys.exit(f"torture-assessments: {error}")
