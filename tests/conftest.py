"""One real PostgreSQL and one real Valkey for the whole session, migrated as the owner, used as the application.

Nothing is rolled back or truncated: a test that writes has a tenant of its own, as a customer would.
"""

import asyncio
import json
import os
import tempfile
import threading
import uuid
from collections.abc import Callable, Coroutine, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TypeVar

import django
import httpx
import psycopg
import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from scorewright.project.embedded import postgres
from scorewright.project.embedded.home import Home
from scorewright.project.embedded.stack import Embedded

if TYPE_CHECKING:
    from scorewright.loop.experiments.models import Experiment
    from scorewright.loop.serving.door.application import Door
    from scorewright.loop.training.actions import Registered, Trained

T = TypeVar("T")

settings.register_profile("unhurried", deadline=None)  # how long an example takes says how busy the machine is
settings.load_profile("unhurried")

_FOLDER = tempfile.TemporaryDirectory(prefix="scorewright-tests-")
_STACK = Embedded(Home(Path(_FOLDER.name) / "home"))


def pytest_configure(config: pytest.Config) -> None:
    """Start the servers before any test module is imported: some of them import models."""
    if _only_hands_out_tests(config):
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(postgres.SETTINGS, "fsync", "off")  # nothing of ours has to outlive the machine
        embedded = _STACK.__enter__()
    os.environ |= embedded.environment() | {
        "DJANGO_SETTINGS_MODULE": "scorewright.project.settings",
        "SCOREWRIGHT_ALLOWED_HOSTS": "testserver,127.0.0.1,localhost",
    }
    django.setup()


def pytest_unconfigure(config: pytest.Config) -> None:
    if _only_hands_out_tests(config):
        return
    from django.db import connections

    connections.close_all()
    for connection in connections.all():
        connection.close_pool()
    _STACK.__exit__(None, None, None)
    _FOLDER.cleanup()


def _only_hands_out_tests(config: pytest.Config) -> bool:
    """Whether this process runs no test itself: each of those that do has servers of its own."""
    return bool(config.getoption("numprocesses", None))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Fast tests first: those that start a browser or the whole product come last, each kind in its order.

    Where two processes share the tests, one of them begins with the whole product, which is most of its work.
    """
    shared = "PYTEST_XDIST_WORKER" in os.environ
    items.sort(key=lambda item: [("journey" in item.keywords) != shared, "browser" in item.keywords])
    for item in items:
        if item.parent is not None and not item.nodeid.endswith(item.name):
            # What schemathesis makes of one function has one id, and processes hand out tests by their ids.
            item._id = item.parent.id.child(item.name)
    assert len({item.nodeid for item in items}) == len(items), "two tests have one id"


class ByFile(LoadScopeScheduling):
    """The tests of a file are one process's, and so is all that starts the whole product.

    Journeys share one that runs, and two of them at once would leave neither a processor for itself.
    """

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return "whole product" if file.startswith(("tests/journeys/", "tests/docs/test_code_blocks.py")) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    return ByFile(config, log)


@pytest.fixture(scope="session")
def database() -> None:
    """The migrated database."""
    from django.core.management import call_command

    call_command("migrate", database="owner", verbosity=0)


@pytest.fixture(scope="session")
def embedded(database: None) -> Embedded:
    """The running servers: ``environment()`` for another process, ``admin_url`` for what the application may not do."""
    return _STACK


@pytest.fixture
def tenant_id(database: None) -> uuid.UUID:
    """A tenant of the test's own."""
    from scorewright.loop.tenancy.actions import create_tenant

    slug = f"t-{uuid.uuid4().hex[:12]}"
    return create_tenant(slug=slug, name=slug, by="test").id


@pytest.fixture
def tenant(tenant_id: uuid.UUID) -> Iterator[uuid.UUID]:
    """The test runs in the scope of a tenant of its own, as its administrator; nothing of it stays but the tenant."""
    from django.db import transaction

    from scorewright.loop.tenancy.scope import acting

    with acting(tenant_id, actor="user:test", role="admin"):
        yield tenant_id
        transaction.set_rollback(True)


@pytest.fixture(scope="session")
def credit_models() -> "Trained":
    """Two models of german_credit, trained once for all tests that need versions and not a training."""
    from scorewright.declare.catalogue import use_case_named
    from scorewright.loop.training.actions import fit

    german, learners = use_case_named("german_credit"), ("logistic_regression", "decision_tree")
    return fit(use_case=german, dataset=german.load(), learners=learners, processes=1)


RegisterCredit = Callable[..., "Registered"]


@pytest.fixture(scope="session")
def register_credit(database: None, credit_models: "Trained") -> RegisterCredit:
    """Registers the models of ``learners``, in their order, in the tenant of the scope, as their training would."""
    from scorewright.loop.training.actions import register_all

    def register(*learners: str) -> "Registered":
        wanted = [model for name in learners for model in credit_models.finished if model.learner == name]
        return register_all(trained=replace(credit_models, finished=wanted), by="user:test")

    return register


@pytest.fixture
def bare_experiment(database: None) -> "Callable[[uuid.UUID], Experiment]":
    """Begins one in a tenant: of a version, which has no artefact, beside itself, as "a" and "b"."""
    from scorewright.loop.deployment.models import TrafficPlan, TrafficShare
    from scorewright.loop.experiments.models import Experiment
    from scorewright.loop.registry.models import ModelVersion
    from scorewright.loop.tenancy.scope import acting

    texts = ("certificate", "metrics", "cross_validation", "confusion", "quality", "parameters")
    numbers = ("training_rows", "holdout_rows", "training_seconds", "artefact_bytes")
    blank: dict[str, Any] = {name: {} for name in texts} | dict.fromkeys(numbers, 1) | {"features": []}
    rule = {"metric": "accuracy", "mode": "always_valid", "planned_units": 400, "challengers": 1, "fewest_units": 100}
    rates = {"alpha": 0.05, "power": 0.8, "relevant": 0.0}

    def begin(tenant_id: uuid.UUID) -> Experiment:
        with acting(tenant_id, actor="test", role="admin"):
            version = ModelVersion.objects.create(use_case="retention", number=1, status="production", **blank)
            plan = TrafficPlan.objects.create(use_case="retention", production=version, experiment="e")
            for name in ("a", "b"):
                TrafficShare.objects.create(plan=plan, role="arm", name=name, version=version, share=0.5)
            about = {"title": "Is the split a fair one?", "reason": "a test of the test", "started_at": plan.at}
            return Experiment.objects.create(use_case="retention", plan=plan, champion="a", **about, **rule, **rates)

    return begin


class Gate:
    """What a slow database is to those who write decisions; reading goes on. Open until it is closed."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection
        self._opening: list[threading.Timer] = []

    def close(self) -> None:
        self._connection.execute("LOCK TABLE serving_decision IN EXCLUSIVE MODE")

    def open(self) -> None:
        for timer in self._opening:
            timer.join()
        self._connection.rollback()

    def open_in(self, seconds: float) -> None:
        """Return at once; it opens by itself."""
        self._opening.append(threading.Timer(seconds, self._connection.rollback))
        self._opening[-1].start()


@pytest.fixture
def gate(embedded: Embedded) -> Iterator[Gate]:
    """Of this test alone: nobody else may write decisions meanwhile."""
    name = str(psycopg.conninfo.conninfo_to_dict(embedded.environment()["DATABASE_URL"])["dbname"])
    with psycopg.connect(psycopg.conninfo.make_conninfo(embedded.admin_url, dbname=name)) as connection:
        gate = Gate(connection)
        yield gate
        gate.open()


class RunningDoor:
    """The door in an event loop of its own, as a web server would run it; callers stay in the test's thread."""

    def __init__(self, make: Callable[[], "Door"]) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="door", daemon=True)
        self._make = make

    def __enter__(self) -> Self:
        self._thread.start()
        self.run(self._open())
        return self

    def __exit__(self, *_: object) -> None:
        self.run(self._close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    async def _open(self) -> None:
        self.door = self._make()
        self.client = httpx.AsyncClient(transport=httpx.ASGITransport(self.door), base_url="http://testserver")
        await self.door.start()

    async def _close(self) -> None:
        await self.client.aclose()
        await self.door.stop()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """What ``work`` gives, done in the door's loop."""
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    def ask(self, method: str, path: str, body: object = b"", **headers: str) -> httpx.Response:
        return self.run(self.asking(method, path, body, **headers))

    async def asking(self, method: str, path: str, body: object = b"", **headers: str) -> httpx.Response:
        """A request with the JSON of ``body``, or its text; ``headers`` with "_" for "-"."""
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.client.request(method, path, content=content, headers=named)


OpenDoor = Callable[..., RunningDoor]


@pytest.fixture
def open_door(database: None) -> Iterator[OpenDoor]:
    """Opens doors before Django, with all use cases there are at the time; ``options`` are those of ``Door``."""
    from django.conf import settings
    from django.core.asgi import get_asgi_application

    from scorewright.declare import catalogue
    from scorewright.loop.serving.door.addresses import addresses
    from scorewright.loop.serving.door.application import Door
    from scorewright.loop.serving.journal.group_commit import GroupCommit

    def make(**options: Any) -> Door:
        url = settings.DATABASE_URL
        given = {"journal": options.pop("journal", GroupCommit)(url), "database_url": url} | options
        return Door(get_asgi_application(), addresses(catalogue.use_cases().values()), **given)

    with ExitStack() as open_doors:
        yield lambda **options: open_doors.enter_context(RunningDoor(lambda: make(**options)))
