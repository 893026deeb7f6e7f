"""The processes of the service itself: web, worker and scheduler."""

import sys
import urllib.request
from collections.abc import Mapping

from scorewright.project.embedded.home import Home
from scorewright.project.supervision.child import Child
from scorewright.project.up.address import Address

APPLICATION = "scorewright.project.asgi:application"
CELERY = "scorewright.project.celery"
QUEUES = ("critical", "ml_training", "ai_processing", "monitoring", "maintenance")


def web(home: Home, address: Address, env: Mapping[str, str]) -> Child:
    """The API and the admin pages; ready when it answers."""
    return Child(
        name="web",
        command=(
            *(
                sys.executable,
                "-m",
                "granian",
                "--interface",
                "asgi",
                "--workers",
                env.get("SCOREWRIGHT_WEB_PROCESSES") or "2",
            ),
            *("--loop", "uvloop", "--http", "1", "--no-ws", "--workers-kill-timeout", "30"),
            *("--host", address.host, "--port", str(address.port), "--respawn-failed-workers", APPLICATION),
        ),
        env=env,
        log=home.logs / "web.log",
        ready=lambda: answers(f"{address.url}/healthz"),
        ready_seconds=60.0,
    )


def worker(home: Home, env: Mapping[str, str]) -> Child:
    """The jobs of all queues."""
    return Child(
        name="worker",
        command=_celery("worker", "--queues", ",".join(QUEUES), "--concurrency", "2", "--loglevel", "INFO"),
        env=env,
        log=home.logs / "worker.log",
        grace_seconds=15.0,  # a job that it interrupts is delivered again
    )


def scheduler(home: Home, env: Mapping[str, str]) -> Child:
    """What runs by the clock."""
    return Child(
        name="scheduler",
        # In memory: the default keeps its slots in a shelf, which is pickle.
        command=_celery("beat", "--scheduler", "celery.beat:Scheduler", "--pidfile=", "--loglevel", "INFO"),
        env=env,
        log=home.logs / "scheduler.log",
    )


def _celery(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "celery", "--app", CELERY, *arguments)


def answers(url: str) -> bool:
    """Whether there is a 200 at ``url``."""
    try:
        with urllib.request.urlopen(url, timeout=2) as response:  # noqa: S310 - an address of ours
            return bool(response.status == 200)
    except OSError:
        return False
