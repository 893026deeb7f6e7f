"""Is the process alive, and can it do its work?"""

from collections.abc import Callable

import redis
from django.conf import settings
from django.core.files.storage import storages
from django.db import Error as DatabaseError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, JsonResponse


def healthz(_: HttpRequest) -> JsonResponse:
    """The process answers."""
    return JsonResponse({"status": "ok"})


def readyz(_: HttpRequest) -> JsonResponse:
    """Each dependency by name, with what is wrong with it; 503 where anything is."""
    found = {name: _ask(check) for name, check in CHECKS.items()}
    ready = all(state == "ok" for state in found.values())
    response = JsonResponse({"status": "ok" if ready else "unavailable", "checks": found}, status=200 if ready else 503)
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
    storages["artefacts"].exists("probe")


CHECKS: dict[str, Callable[[], None]] = {
    "database": _database,
    "migrations": _migrations,
    "broker": _broker,
    "artefacts": _artefacts,
}
