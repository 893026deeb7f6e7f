"""``make torture-assessments`` in little: its clients and its verdict, with workers and sessions of the test's own."""

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from time import monotonic, sleep

import httpx
import psycopg
import pytest
from django.conf import settings
from django.core.asgi import get_asgi_application
from django.db import connections

from benchmarks.assessments.applicants import applicants
from benchmarks.torture_assessments.clients import Client, load
from benchmarks.torture_assessments.ledger import Ledger, Verdict, compare
from benchmarks.torture_assessments.stored import Stored
from scorewright.loop.tenancy.actions import issue_key
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.scope import acting

WORKER = Path(__file__).with_name("a_worker.py")
CLIENTS, APPLICATIONS, WORKERS, SEED = 6, 24, 2, 2026
LONGEST_SECONDS = 60.0
END_ALL_SESSIONS = """
    SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
    WHERE datname = current_database() AND usename <> current_user
"""
MENDED = "SELECT NOT EXISTS (SELECT FROM intake_assessment WHERE freed > 0 AND processing_status <> 'COMPLETED')"


@pytest.fixture
def workers(database, tenant_id) -> Iterator[list["subprocess.Popen[str]"]]:
    """Processes that make the tenant's assessments; all of them have begun."""
    command = [sys.executable, str(WORKER), str(tenant_id)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    found = [
        subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        for _ in range(WORKERS)
    ]
    for one in found:
        assert one.stdout is not None
        assert one.stdout.readline() == "ready\n"
    yield found
    for one in found:
        one.kill()
        one.communicate()


@pytest.fixture(autouse=True)
def sessions_of_others() -> Iterator[None]:
    """The tests behind this one find no session of this process that was ended here."""
    yield
    for connection in connections.all():
        connection.close()
    connections["default"].pool.check()


@contextmanager
def rows_of(tenant_id: object) -> Iterator[Stored]:
    """What the database holds of the tenant."""
    with psycopg.connect(settings.DATABASE_URL, autocommit=True) as connection:
        connection.execute("SELECT set_config('scorewright.tenant', %s, false)", [str(tenant_id)])
        yield Stored(connection)


def until(true: Callable[[], object]) -> None:
    deadline = monotonic() + LONGEST_SECONDS
    while not true():
        assert monotonic() < deadline
        sleep(0.05)


def test_workers_and_sessions_killed__each_state_is_scored_once(tenant_id, workers, embedded, sent) -> None:
    with acting(tenant_id, actor="user:test", role="admin"):
        key = issue_key(name="torture", role=Role.ADMIN, by="user:test")[1]
    records, ledger = applicants(APPLICATIONS, SEED), Ledger()
    clients = [
        Client(records[place::CLIENTS], ledger, Random(SEED + place))  # noqa: S311 - chance
        for place in range(CLIENTS)
    ]
    name = settings.DATABASES["default"]["NAME"]

    def end_all_sessions() -> None:
        with psycopg.connect(embedded.admin_url, dbname=name, autocommit=True) as database:
            database.execute(END_ALL_SESSIONS)

    def mended() -> bool:
        with rows_of(tenant_id) as found:
            return found.connection.execute(MENDED).fetchone() == (True,)

    async def torture() -> None:
        here = httpx.ASGITransport(get_asgi_application())
        working = asyncio.create_task(load(clients, "http://localhost", key, here))
        for number, blow in enumerate((end_all_sessions, workers[0].kill, end_all_sessions), 1):
            while len(ledger.states) < number * APPLICATIONS // 4 and not working.done():
                await asyncio.sleep(0.01)
            await asyncio.to_thread(blow)
            await asyncio.to_thread(until, mended)  # what is hit three times would have failed
        await working

    asyncio.run(torture())
    with rows_of(tenant_id) as found:
        until(lambda: found.unfinished() == 0)
        verdict = compare(ledger.states, found.assessed(), found.decisions())
    assert verdict == Verdict(states=len(ledger.states), scored=len(ledger.states), lost=0, doubled=0)
    assert len(ledger.states) > APPLICATIONS
    assert ledger.applications == APPLICATIONS
