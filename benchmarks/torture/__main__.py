"""``python -m benchmarks.torture``: kill, compare, and end with one line of JSON; status 1 where a promise broke."""

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

from benchmarks.service import ROOT
from benchmarks.torture.clients import Client, load
from benchmarks.torture.ledger import Ledger, compare
from benchmarks.torture.product import USE_CASE, NotUpError, Product, product
from benchmarks.torture.stored import decisions_by_key
from benchmarks.torture.victims import kill_one
from scorewright.declare.catalogue import use_case_named

RECOVERY_SECONDS = 90.0
SECOND_BLOW_SHARE = 0.2  # some die while others are still coming back


@dataclass
class Havoc:
    """What was killed, and how long it took until somebody was answered again."""

    kills: Counter[str] = field(default_factory=Counter)
    longest_silence_seconds: float = 0.0


def main() -> int:
    options = _options()
    # Beside the project, not in a temporary folder, which may lie in memory: a commit has to reach a disk.
    with tempfile.TemporaryDirectory(prefix=".bench-", dir=options.folder) as name, product(Path(name)) as running:
        ledger, havoc = Ledger(), Havoc()
        started = time.monotonic()
        asyncio.run(_torture(running, ledger, havoc, options))
        running.wait_until_ready(RECOVERY_SECONDS)
        verdict = compare(ledger, decisions_by_key(running.home))
        seconds = time.monotonic() - started
    answer = {
        "kills": havoc.kills.total(),
        **asdict(verdict),
        "killed": dict(havoc.kills),
        "asked": ledger.asked,
        "failures": dict(ledger.failures),
        "longest_silence_seconds": round(havoc.longest_silence_seconds, 1),
        "seconds": round(seconds, 1),
        "seed": options.seed,
    }
    print(json.dumps(answer))
    return 1 if verdict.lost or verdict.doubled or not verdict.acknowledged else 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.torture", description=__doc__)
    parser.add_argument("--kills", type=int, default=22)
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seed", type=int, default=2026, help="of whom and when; the machine's own timing stays free")
    parser.add_argument("--folder", type=Path, default=ROOT, help="where the home is made, and removed again")
    return parser.parse_args()


async def _torture(running: Product, ledger: Ledger, havoc: Havoc, options: argparse.Namespace) -> None:
    rng = random.Random(options.seed)  # noqa: S311 - chance, not secrets
    record = use_case_named(USE_CASE).examples[0]
    url = f"{running.url}/api/v1/predict/{USE_CASE}/"
    clients = [Client(url, record, ledger, random.Random(rng.random())) for _ in range(options.clients)]  # noqa: S311
    enough = asyncio.Event()
    working = asyncio.create_task(load(clients, running.key, enough))
    try:
        await _answered_again(ledger)
        while havoc.kills.total() < options.kills:
            await asyncio.sleep(rng.uniform(0, 3))
            await _blow(running, ledger, havoc, rng, options.kills)
    finally:
        enough.set()
        await working


async def _blow(running: Product, ledger: Ledger, havoc: Havoc, rng: random.Random, most: int) -> None:
    """Kill somebody, at times somebody else right after, and wait until clients are answered again."""
    killed = kill_one(running.pid, rng)
    while killed is not None:
        havoc.kills[killed] += 1
        if havoc.kills.total() == most or rng.random() >= SECOND_BLOW_SHARE:
            break
        await asyncio.sleep(rng.uniform(0, 1))
        killed = kill_one(running.pid, rng)
    silence = await _answered_again(ledger)
    havoc.longest_silence_seconds = max(havoc.longest_silence_seconds, silence)
    print(f"{havoc.kills.total():>3} killed, {len(ledger.acknowledged)} answered", file=sys.stderr, flush=True)


async def _answered_again(ledger: Ledger) -> float:
    """Seconds until one more is answered. Raises NotUpError when that takes too long."""
    before, started = len(ledger.acknowledged), time.monotonic()
    while len(ledger.acknowledged) == before:
        if time.monotonic() - started > RECOVERY_SECONDS:
            raise NotUpError(f"nobody was answered for {RECOVERY_SECONDS:g} s")
        await asyncio.sleep(0.02)
    return time.monotonic() - started


if __name__ == "__main__":
    try:
        sys.exit(main())
    except NotUpError as error:
        sys.exit(f"torture-serving: {error}")
