"""Kinds of job for the tests, and a real worker in a process of its own that knows them."""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import redis

from scorewright.project.embedded.stack import Embedded

if TYPE_CHECKING:
    from scorewright.loop.jobs.handle import JobHandle
    from scorewright.loop.jobs.kinds import Kind
    from scorewright.loop.jobs.models import Job

collect_ignore = ["kinds_of_the_tests.py"]  # imported by its own name, here as in the workers
FOLDER = Path(__file__).parent
QUEUE = f"tests-{uuid.uuid4().hex[:8]}"
os.environ["TESTS_JOBS_QUEUE"] = QUEUE
sys.path.append(str(FOLDER))


@pytest.fixture(scope="session")
def broker(embedded: Embedded) -> Iterator["redis.Redis"]:
    """The running broker."""
    with redis.Redis.from_url(embedded.environment()["CELERY_BROKER_URL"]) as client:
        yield client


class Workers:
    """Real Celery workers on the tests' own queue."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self.running: list[subprocess.Popen[bytes]] = []

    def start(self) -> "subprocess.Popen[bytes]":
        command = [sys.executable, "-m", "celery", "--app", "scorewright.project.celery", "worker", "--queues", QUEUE]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(FOLDER), *sys.path])}
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                [*command, "--include", "kinds_of_the_tests", "--concurrency", "1", "--loglevel", "INFO"],
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.running.append(process)
        return process


@pytest.fixture
def workers(embedded: Embedded, tmp_path: Path) -> Iterator[Workers]:
    found = Workers(tmp_path / "worker.log")
    yield found
    for process in found.running:
        if process.poll() is None:
            os.killpg(process.pid, 9)
            process.wait()


@pytest.fixture
def work(tmp_path: Path) -> dict[str, Any]:
    """Arguments of a job that counts to one, should a worker of another test come upon it."""
    return {"total": 1, "file": str(tmp_path / "counted")}


@pytest.fixture
def until() -> Callable[..., Any]:
    """``until(condition, 20)``: the first answer that is true; fails after so many seconds."""

    def wait(condition: Callable[[], Any], seconds: float = 30.0) -> Any:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := condition():
                return found
            time.sleep(0.05)
        pytest.fail(f"it did not come true within {seconds} s")

    return wait


@pytest.fixture
def look(tenant_id: uuid.UUID) -> Callable[[uuid.UUID], "Job"]:
    """The job as it is now, whoever changed it."""
    from scorewright.loop.jobs.queries import job
    from scorewright.loop.tenancy.scope import acting

    def look(job_id: uuid.UUID) -> "Job":
        with acting(tenant_id, actor="test"):
            return job(job_id)

    return look


@pytest.fixture
def other_tenant_id(database: None) -> uuid.UUID:
    from scorewright.loop.tenancy.actions import create_tenant

    slug = f"other-{uuid.uuid4().hex[:12]}"
    return create_tenant(slug=slug, name=slug, by="test").pk


@dataclass
class Stage:
    """One tenant's jobs, and what those of the test write into a file."""

    tenant_id: uuid.UUID
    look: Callable[[uuid.UUID], "Job"]
    until: Callable[..., Any]
    file: Path

    def ask(self, kind: "Kind", **arguments: Any) -> "Job":
        from scorewright.loop.jobs.actions import enqueue
        from scorewright.loop.tenancy.scope import acting

        with acting(self.tenant_id, actor="test"):
            return enqueue(kind=kind, arguments={"file": str(self.file), **arguments}, by="test")

    def taken(self, job: "Job") -> "tuple[Kind, JobHandle]":
        """The kind and the handle, as a worker gets them."""
        from scorewright.loop.jobs import running

        taken = running._claim(job.tenant_id, job.pk)
        assert taken is not None
        return taken

    def set(self, job: "Job", **changes: Any) -> None:
        """Columns of the job's row."""
        from scorewright.loop.jobs.models import Job

        self._set(Job, {"pk": job.pk}, changes)

    def put_off(self, job: "Job", **changes: Any) -> None:
        """Columns of its delivery's row."""
        from scorewright.loop.jobs.models import Delivery

        self._set(Delivery, {"job_id": job.pk}, changes)

    def _set(self, model: Any, which: dict[str, Any], changes: dict[str, Any]) -> None:
        from scorewright.loop.tenancy.scope import acting

        with acting(self.tenant_id, actor="test"):
            assert model.objects.filter(**which).update(**changes) == 1

    def end_of(self, job: "Job", *, seconds: float = 30.0) -> "Job":
        """Relays until it has ended, as the scheduler would."""
        from scorewright.loop.jobs.relay import relay

        self.until(lambda: (relay(only=job.pk), self.look(job.pk).finished)[1], seconds)
        return self.look(job.pk)

    @property
    def lines(self) -> list[str]:
        return self.file.read_text().split() if self.file.exists() else []


@pytest.fixture
def stage(tenant_id: uuid.UUID, look: Callable[[uuid.UUID], "Job"], until: Callable[..., Any], tmp_path: Path) -> Stage:
    return Stage(tenant_id, look, until, tmp_path / "lines")
