"""A hundred activations under load: every decision is one version's, and that version was active then.

A request finishes on the version it began with, however long it takes: it is judged by when it was sent.
"""

import asyncio
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import cycle, islice
from typing import Any

import httpx
import pytest

from scorewright.declare.catalogue import use_cases

pytestmark = pytest.mark.journey

ACTIVATIONS = 100
APART_SECONDS = 0.05
CALLERS = 6
TOLD_WITHIN = timedelta(seconds=1)
LONGEST = timedelta(seconds=20)  # the door waits eight at most, and who calls thirty
RECORD = use_cases()["retention"].examples[0]


@dataclass(frozen=True)
class Reign:
    """A version decides from the moment its activation may have been made to that of the next one's end."""

    version: str
    begins: datetime
    ends: datetime


def test_activations__a_hundred_under_load__each_decision_names_one_version_active_then(running: Any) -> None:
    decisions, reigns = asyncio.run(_under_load(running))
    assert len(reigns) == 1 + ACTIVATIONS
    assert len(decisions) > ACTIVATIONS
    assert len({decision["model_version"] for decision in decisions}) > 3
    strays = [decision for decision in decisions if not _active(reigns, decision)]
    assert not strays, strays[:3]


def test_activations__afterwards__every_decision_replays_by_the_version_it_names(running: Any) -> None:
    done = running.command("replay", "--since", "2020-01-01", "--use-case", "retention", "--json")
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["differing"] == 0
    assert found["equal"] > ACTIVATIONS


def _active(reigns: list[Reign], decision: dict[str, Any]) -> bool:
    at, sent = datetime.fromisoformat(decision["at"]), decision["sent"]
    assert at - sent < LONGEST, decision
    return any(
        reign.version == decision["model_version"] and reign.begins <= at and sent <= reign.ends + TOLD_WITHIN
        for reign in reigns
    )


async def _under_load(running: Any) -> tuple[list[dict[str, Any]], list[Reign]]:
    headers = {"Authorization": f"Bearer {running.credentials['admin_key']}"}
    async with httpx.AsyncClient(base_url=running.url, headers=headers, timeout=30) as client:
        versions = (await client.get("/api/v1/models/", params={"use_case": "retention"})).json()["results"]
        first, *_ = [version for version in versions if version["status"] == "production"]
        able = [version for version in versions if version["status"] in ("staging", "retired")]
        over = asyncio.Event()
        callers = [asyncio.create_task(_ask(client, over)) for _ in range(CALLERS)]
        moments = await _flip(client, list(islice(cycle([*able, first]), ACTIVATIONS)))
        over.set()
        decisions = [decision for found in await asyncio.gather(*callers) for decision in found]
    before = Reign(first["label"], datetime.min.replace(tzinfo=UTC), moments[0][2])
    return decisions, [before, *_reigns(moments)]


async def _ask(client: httpx.AsyncClient, over: asyncio.Event) -> list[dict[str, Any]]:
    found = []
    while not over.is_set():
        sent = datetime.now(UTC)
        answer = await client.post("/api/v1/predict/retention/", json=RECORD)
        assert answer.status_code == 200, answer.text
        found.append(answer.json() | {"sent": sent})
    return found


async def _flip(client: httpx.AsyncClient, versions: list[dict[str, Any]]) -> list[tuple[str, datetime, datetime]]:
    """Each version that was activated, and between which moments."""
    moments = []
    for version in versions:
        begun = datetime.now(UTC)
        answer = await client.post(f"/api/v1/models/{version['id']}/activate/", json={"reason": "a test"})
        assert answer.status_code == 200, answer.text
        moments.append((version["label"], begun, datetime.now(UTC)))
        await asyncio.sleep(APART_SECONDS)
    return moments


def _reigns(moments: list[tuple[str, datetime, datetime]]) -> list[Reign]:
    ends = [end for _, _, end in moments[1:]] + [datetime.now(UTC)]
    return [Reign(version, begun, end) for (version, begun, _), end in zip(moments, ends, strict=True)]
