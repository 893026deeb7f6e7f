"""The processes of the service itself: web, worker and scheduler."""

import sys
import urllib.request
from collections.abc import Mapping

from scorewright.project.embedded.home import Home
from scorewright.project.environment import web_processes
from scorewright.project.supervision.child import Child
from scorewright.project.up.address import Address

APPLICATION = "scorewright.project.asgi:application"
HTTP = "scorewright.project.web.bounded_http:BoundedHttp"
CELERY = "scorewright.project.celery"
_DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))
QUEUES = ("critical", "ml_training", "ai_processing", "monitoring", "maintenance")


def web(home: Home, address: Address, env: Mapping[str, str]) -> Child:
    """The API and the admin pages; ready when it answers. Raises ImproperlyConfigured."""
    return Child(
        name="web",
        command=(
            *(sys.executable, "-m", "uvicorn", "--workers", str(web_processes(env)), "--loop", "uvloop"),
            *("--http", HTTP, "--ws", "none", "--lifespan", "on", "--no-proxy-headers", "--no-server-header"),
            *("--no-access-log", "--timeout-keep-alive", "65", "--timeout-graceful-shutdown", "10"),
            # A busy machine is no reason to end a process that answers.
            *("--timeout-worker-healthcheck", "30"),
            *("--host", address.host, "--port", str(address.port), APPLICATION),
        ),
        env=env,
        log=home.logs / "web.log",
        ready=lambda: answers(f"{address.url}/healthz"),
        ready_seconds=60.0,
        # Ten seconds for requests that were accepted, and twenty to keep what was answered.
        grace_seconds=35.0,
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
    """Whether there is a 200 at ``url``, which is this machine's, whatever proxy leads elsewhere."""
    try:
        with _DIRECTLY.open(url, timeout=2) as response:
            return bool(response.status == 200)
    except OSError:
        return False
