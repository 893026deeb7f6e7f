"""Is the process alive, and can it do its work?"""

from collections.abc import Callable

import redis
from django.conf import settings
from django.core.files.storage import storages
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse

from scorewright.loop.jobs.load import PATIENCE, loads, minutes, stuck
from scorewright.project.simulation.clock import moved


class Health:
    """Answers ``/healthz`` and ``/readyz`` before any other middleware, by whatever name the service is asked.

    Who asks for them knows an address of the machine, not the names of the service, and asks in plain HTTP.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        answer = ADDRESSES.get(request.path_info)
        return self._get_response(request) if answer is None else answer(request)


def healthz(_: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def readyz(_: HttpRequest) -> JsonResponse:
    """Each dependency by name, with what is wrong with it; 503 where anything is. Says so where the clock is moved."""
    found = {name: _ask(check) for name, check in CHECKS.items()}
    ready = all(state == "ok" for state in found.values())
    clock = {} if (words := moved()) is None else {"clock": words}
    body = {"status": "ok" if ready else "unavailable", "checks": found, **clock}
    response = JsonResponse(body, status=200 if ready else 503)
    if not ready:
        response["Retry-After"] = "5"
    return response


def _ask(check: Callable[[], None]) -> str:
    try:
        check()
    except (DatabaseError, OSError, ValueError, redis.RedisError, NotReadyError) as error:
        return f"{type(error).__name__}: {str(error).splitlines()[0][:200] if str(error) else 'no answer'}"
    return "ok"


class NotReadyError(Exception):
    """A dependency answers, but not as it must."""


def _database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")


def _migrations() -> None:
    executor = MigrationExecutor(connection)
    if waiting := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise NotReadyError(f"{len(waiting)} migrations are waiting: run scorewright migrate")


def _broker() -> None:
    with redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=2, socket_connect_timeout=2) as client:
        client.ping()


def _artefacts() -> None:
    try:
        storages["artefacts"].listdir("")
    except OSError as error:  # told without the place, which is nobody's business who asks without a key
        raise NotReadyError(f"the artefacts cannot be listed: {error.strerror}") from error


def _queues() -> None:
    """A worker that is busy elsewhere is none that is missing: here it is wrong only where nothing moves at all."""
    found = loads()
    if (late := stuck(found)) and not any(load.moves for load in found):
        raise NotReadyError("; ".join(f"{load}, and none was begun for {minutes(PATIENCE)}" for load in late))


CHECKS: dict[str, Callable[[], None]] = {
    "database": _database,
    "migrations": _migrations,
    "broker": _broker,
    "artefacts": _artefacts,
    "queues": _queues,
}
ADDRESSES: dict[str, Callable[[HttpRequest], HttpResponse]] = {"/healthz": healthz, "/readyz": readyz}
