"""Clients as they should be: what got no answer is looked at, and sent again where it did not come through."""

import asyncio
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx

from benchmarks.assessments.applicants import USE_CASE
from benchmarks.torture_assessments.ledger import Ledger, State

TIMEOUT_SECONDS = 10.0
LONGEST_PAUSE_SECONDS = 0.5
MOST_CHANGES = 3
CHANGES = ("counts", "counts", "is too small", "goes back")
SENT_WRONGLY = (400, 404, 405, 415, 422)
Record = Mapping[str, Any]


class WronglySentError(Exception):
    """The service refused what a client sent, which no second attempt will mend."""


@dataclass(frozen=True)
class Client:
    """Submits ``records`` one after the other, and changes each a few times; every state has an income of its own."""

    records: list[dict[str, Any]]
    ledger: Ledger
    rng: random.Random

    async def work(self, http: httpx.AsyncClient) -> None:
        for record in self.records:
            first = round(float(record["annual_income"]))
            application = await self._create(http, record | {"annual_income": first})
            await self._submit(http, application)
            self._promised(application, first)
            await self._change(http, application, first)
            self.ledger.applications += 1

    async def _create(self, http: httpx.AsyncClient, record: Record) -> str:
        """As a draft: one whose answer is lost is left behind, and is never to be scored."""
        while True:
            made = await self._ask(http, "POST", "", {"use_case": USE_CASE, "record": record})
            if made is not None and made.status_code == 201:
                return str(made.json()["id"])

    async def _submit(self, http: httpx.AsyncClient, application: str) -> None:
        while (await self._seen(http, application))["status"] == "DRAFT":
            await self._ask(http, "POST", f"{application}/submit/", {})

    async def _change(self, http: httpx.AsyncClient, application: str, first: int) -> None:
        scored = income = first
        for step in range(1, 1 + self.rng.randint(0, MOST_CHANGES)):
            kind = self.rng.choice(CHANGES)
            if kind == "counts":
                # By more than a tenth of what was scored last, and never what was there before.
                scored = income = round(first * 1.5**step)
                await self._set_income(http, application, income)
                self._promised(application, income)
            elif kind == "is too small":
                income = scored + 1  # less than a tenth
                await self._set_income(http, application, income)
            else:
                scored = income = first  # which is scored already, or about to be
                await self._set_income(http, application, income)

    async def _set_income(self, http: httpx.AsyncClient, application: str, income: int) -> None:
        while True:
            seen = await self._seen(http, application)
            if seen["record"]["annual_income"] == income:
                return
            change = {"record": {"annual_income": income}, "version": seen["version"]}
            await self._ask(http, "PATCH", f"{application}/", change)

    async def _seen(self, http: httpx.AsyncClient, application: str) -> dict[str, Any]:
        while True:
            answer = await self._ask(http, "GET", f"{application}/", None)
            if answer is not None and answer.status_code == 200:
                found: dict[str, Any] = answer.json()
                return found

    async def _ask(
        self, http: httpx.AsyncClient, method: str, path: str, body: Mapping[str, Any] | None
    ) -> httpx.Response | None:
        """What was answered, if anything; after a failure a pause. Raises WronglySentError."""
        try:
            answer = await http.request(method, path, json=body)
        except httpx.HTTPError as error:
            self.ledger.failures[type(error).__name__] += 1
            await self._pause()
            return None
        if answer.status_code in SENT_WRONGLY:
            raise WronglySentError(f"{method} {path}: {answer.status_code} {answer.text[:500]}")
        if answer.is_success:
            self.ledger.answered += 1
        else:
            self.ledger.failures[str(answer.status_code)] += 1
            await self._pause()
        return answer

    async def _pause(self) -> None:
        await asyncio.sleep(self.rng.uniform(0, LONGEST_PAUSE_SECONDS))

    def _promised(self, application: str, income: int) -> None:
        self.ledger.states.add(State(application, income))


async def load(
    clients: list[Client], url: str, api_key: str, transport: httpx.AsyncBaseTransport | None = None
) -> None:
    """All of them at once, until each has done its part; over ``transport`` where that is not the network."""
    headers = {"Authorization": f"Bearer {api_key}"}
    limits = httpx.Limits(max_connections=None)
    base = f"{url}/api/v1/applications/"
    async with (
        httpx.AsyncClient(
            base_url=base, headers=headers, timeout=TIMEOUT_SECONDS, limits=limits, transport=transport
        ) as http,
        asyncio.TaskGroup() as together,
    ):
        for client in clients:
            together.create_task(client.work(http))
