"""Clients as they should be: each request has a key of its own and is sent again under it until it is answered."""

import asyncio
import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from benchmarks.torture.ledger import Ledger

TIMEOUT_SECONDS = 10.0
ASKED_AGAIN_SHARE = 0.1  # of what was answered already: as when the answer did not reach the client
LONGEST_PAUSE_SECONDS = 0.5


@dataclass(frozen=True)
class Client:
    """Sends ``record`` again and again until ``until`` is set, each time as a new request."""

    url: str
    record: Mapping[str, object]
    ledger: Ledger
    rng: random.Random

    async def work(self, http: httpx.AsyncClient, until: asyncio.Event) -> None:
        while not until.is_set():
            key = str(uuid.UUID(int=self.rng.getrandbits(128), version=4))
            self.ledger.asked += 1
            while not until.is_set() and not await self._ask(http, key):
                await asyncio.sleep(self.rng.uniform(0, LONGEST_PAUSE_SECONDS))
            if key in self.ledger.acknowledged and self.rng.random() < ASKED_AGAIN_SHARE:
                await self._ask(http, key)

    async def _ask(self, http: httpx.AsyncClient, key: str) -> bool:
        """Whether it was answered with 200."""
        headers = {"Idempotency-Key": key, "X-Request-ID": key}  # the latter is stored whatever becomes of the former
        try:
            response = await http.post(self.url, json=self.record, headers=headers)
        except httpx.HTTPError as error:
            self.ledger.failures[type(error).__name__] += 1
            return False
        if response.status_code != 200:
            self.ledger.failures[str(response.status_code)] += 1
            return False
        self.ledger.acknowledge(key, response.json()["decision_id"])
        return True


async def load(clients: list[Client], api_key: str, until: asyncio.Event) -> None:
    """All of them at once, until ``until`` is set and the last answer has come."""
    headers = {"Authorization": f"Bearer {api_key}"}
    limits = httpx.Limits(max_connections=None)
    async with httpx.AsyncClient(headers=headers, timeout=TIMEOUT_SECONDS, limits=limits) as http:
        await asyncio.gather(*(client.work(http, until) for client in clients))
