"""Each request runs as one tenant, or as none: then PostgreSQL shows it no tenant's row.

Django turns an exception into a response at every layer: a middleware catches what its own work raises, and learns of
the view's through ``process_exception``.
"""

from collections.abc import Callable

from django.db import InterfaceError, OperationalError, transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from psycopg.errors import DeadlockDetected
from psycopg_pool import PoolTimeout

from scorewright.loop.tenancy.problems import Contended, as_problem, contended, database_down, unauthorised
from scorewright.loop.tenancy.queries import authenticate
from scorewright.loop.tenancy.scope import Scope, acting
from scorewright.loop.tenancy.workplace import workplace

Handler = Callable[[HttpRequest], HttpResponse]

_DATABASE_ERRORS = (OperationalError, InterfaceError, PoolTimeout)
_OPEN_TO_ALL = ("/api/docs", "/api/redoc", "/api/openapi.json")


class DatabaseDown:
    """A view that cannot reach the database, or lost a deadlock in it, answers 503 with Retry-After."""

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return _refusal(error) if isinstance(error, _DATABASE_ERRORS) else None


class ApiScope:
    """Below ``/api/`` nothing answers without a key, and a request is one transaction of the key's tenant.

    One that lost a deadlock is made once more: PostgreSQL rolled it back, so that others could go on.
    """

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path_info
        if not path.startswith("/api/") or path in _OPEN_TO_ALL:
            return self._get_response(request)
        try:
            scope = authenticate(_key(request), timezone.now())
        except _DATABASE_ERRORS:
            return database_down()
        if scope is None:
            return unauthorised()
        response = _attempt(self._get_response, request, scope)
        if isinstance(response, Contended) and _can_be_read_again(request):
            response = _attempt(self._get_response, request, scope)
        return as_problem(response)


class AdminScope:
    """Below ``/admin/`` a person works in the tenant they chose; without a tenant, the pages show no tenant's rows."""

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith("/admin/"):
            return self._get_response(request)
        try:
            scope = workplace(request)
            return self._get_response(request) if scope is None else _respond(self._get_response, request, scope)
        except _DATABASE_ERRORS as error:
            return _refusal(error)


def _attempt(get_response: Handler, request: HttpRequest, scope: Scope) -> HttpResponse:
    try:
        return _respond(get_response, request, scope)
    except _DATABASE_ERRORS as error:
        return _refusal(error)


def _refusal(error: Exception) -> HttpResponse:
    return contended() if isinstance(error.__cause__, DeadlockDetected) else database_down()


def _can_be_read_again(request: HttpRequest) -> bool:
    """Files of a form are read as they come; any other body is kept."""
    return request.content_type != "multipart/form-data"


def _respond(get_response: Handler, request: HttpRequest, scope: Scope) -> HttpResponse:
    with acting(scope.tenant_id, actor=scope.actor, role=scope.role, user_id=scope.user_id):
        response = get_response(request)
        if response.status_code >= 500:
            transaction.set_rollback(True)
    return response


def _key(request: HttpRequest) -> str:
    scheme, _, credentials = request.headers.get("Authorization", "").partition(" ")
    return credentials.strip() if scheme.lower() == "bearer" else request.headers.get("X-API-Key", "")
