"""The web process is asked to end while the database is slow: what was answered by 200 is kept, and nothing hangs."""

import asyncio
import os
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from scorewright.declare.catalogue import use_case_named
from scorewright.project.embedded.home import Home
from scorewright.project.embedded.ports import free_port
from scorewright.project.supervision.events import Event, Happening
from scorewright.project.supervision.supervisor import Supervisor
from scorewright.project.up.address import Address
from scorewright.project.up.processes import web

pytestmark = pytest.mark.journey
RECORD = dict(use_case_named("retention").examples[0])
IN_FLIGHT = 60
UNTIL_ALL_WAIT_SECONDS = 1.0
UNWAITED = """
from dataclasses import replace
from scorewright.usecases.retention.usecase import USE_CASE
UNWAITED = replace(USE_CASE, name="unwaited", record="after")
"""


class Service:
    """The web process as ``scorewright up`` starts and stops it, on the database of the tests."""

    def __init__(self, supervisor: Supervisor, embedded: Any, tenant_id: uuid.UUID, folder: Path) -> None:
        from scorewright.loop.tenancy.actions import issue_key
        from scorewright.loop.tenancy.models import Role
        from scorewright.loop.tenancy.scope import acting

        self.tenant_id = tenant_id
        self.address = Address("127.0.0.1", free_port())
        self._supervisor = supervisor
        with acting(tenant_id, actor="user:test"):
            _, token = issue_key(name="service", role=Role.SERVICE, by="user:test")
        self._headers = {"Authorization": f"Bearer {token}"}
        env = {**os.environ, **embedded.environment(), "PYTHONPATH": str(_package(folder))}
        self._supervisor.start(web(Home(folder / "home"), self.address, env))

    async def ask(self, use_case: str, times: int) -> list[httpx.Response]:
        """So many decisions at once, each over a connection of its own. Raises where one of them gets no answer."""
        async with httpx.AsyncClient(base_url=self.address.url, headers=self._headers, timeout=60) as client:
            asking = [client.post(f"/api/v1/predict/{use_case}/", json=RECORD) for _ in range(times)]
            return list(await asyncio.gather(*asking))

    def stop(self) -> float:
        """Ask it to end, and wait; how many seconds that took."""
        begun = time.monotonic()
        self._supervisor.stop()
        return time.monotonic() - begun

    def kept(self) -> set[str]:
        from scorewright.loop.serving.models import Decision
        from scorewright.loop.tenancy.scope import acting

        with acting(self.tenant_id, actor="user:test"):
            return {str(found) for found in Decision.objects.values_list("id", flat=True)}


def _package(folder: Path) -> Path:
    """A folder with an installed use case whose answers do not wait for the disk."""
    (folder / "unwaited.py").write_text(UNWAITED)
    about = folder / "unwaited-1.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: unwaited\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[scorewright.usecases]\nunwaited = unwaited:UNWAITED\n")
    return folder


@pytest.fixture
def events() -> list[Event]:
    """What became of the web process."""
    return []


@pytest.fixture
def service(embedded: Any, tenant_id: uuid.UUID, tmp_path: Path, events: list[Event]) -> Iterator[Service]:
    with Supervisor(events.append) as supervisor:
        yield Service(supervisor, embedded, tenant_id, tmp_path)


def _ids(answers: list[httpx.Response]) -> set[str]:
    return {answer.json()["decision_id"] for answer in answers if answer.status_code == 200}


def test_stop__requests_wait_for_their_commit__all_are_answered_and_kept(
    service: Service, events: list[Event], gate: Any
) -> None:
    answers: list[httpx.Response] = []
    calling = threading.Thread(target=lambda: answers.extend(asyncio.run(service.ask("retention", IN_FLIGHT))))
    gate.close()
    calling.start()
    time.sleep(UNTIL_ALL_WAIT_SECONDS)
    gate.open_in(3)
    assert service.stop() > 2.5  # it did wait for them
    calling.join(10)
    assert not calling.is_alive()
    assert [answer.status_code for answer in answers] == [200] * IN_FLIGHT
    assert service.kept() == _ids(answers)
    assert (events[-1].happening, events[-1].exit_status) == (Happening.STOPPED, 0)  # by itself: no signal ended it


def test_stop__answered_before_the_commit_and_the_database_away_for_twelve_seconds__all_are_kept(
    service: Service, events: list[Event], gate: Any
) -> None:
    gate.close()
    answers = asyncio.run(service.ask("unwaited", IN_FLIGHT))
    assert len(_ids(answers)) == IN_FLIGHT
    assert service.kept() == set()
    gate.open_in(12)
    assert service.stop() > 11.5
    assert service.kept() == _ids(answers)
    assert (events[-1].happening, events[-1].exit_status) == (Happening.STOPPED, 0)  # by itself: no signal ended it
