"""Every refusal as problem+json: which exception means which status, in one table."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from functools import partial
from typing import TypeVar, cast

from django.core.exceptions import RequestDataTooBig
from django.core.exceptions import ValidationError as UnstorableError
from django.db import DataError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from scorewright.declare.catalogue import UnknownUseCaseError
from scorewright.declare.errors import RecordRejected
from scorewright.loop.deployment.actions import ActivationRefusedError
from scorewright.loop.outcomes.actions import OutcomeConflictError, OutcomeRejectedError
from scorewright.loop.registry.queries import VersionNotFoundError
from scorewright.loop.serving.queries import DecisionNotFoundError
from scorewright.loop.tenancy.permissions import ForbiddenError
from scorewright.loop.tenancy.problems import problem

E = TypeVar("E", bound=Exception)

STATUSES: dict[type[Exception], tuple[int, str]] = {
    UnknownUseCaseError: (404, "Unknown use case"),
    VersionNotFoundError: (404, "Unknown model version"),
    DecisionNotFoundError: (404, "Unknown decision"),
    Http404: (404, "Not found"),
    ForbiddenError: (403, "Not allowed"),
    ActivationRefusedError: (409, "Activation refused"),
    OutcomeConflictError: (409, "Outcome already known"),
}


def attach(api: NinjaAPI) -> None:
    """Teach ``api`` to answer each refusal as a problem."""
    for kind, (status, title) in STATUSES.items():
        _answer(api, kind, partial(_plain, status, title))
    _answer(api, RecordRejected, _record_rejected)
    _answer(api, OutcomeRejectedError, _outcome_rejected)
    _answer(api, ValidationError, _invalid)
    _answer(api, DataError, _unstorable)
    _answer(api, UnstorableError, _unstorable)
    _answer(api, RequestDataTooBig, lambda _: problem(413, "Too large", "The body of a request has at most 2.5 MB."))
    _answer(api, HttpError, lambda error: problem(error.status_code, "Bad request", str(error)))


def _answer(api: NinjaAPI, kind: type[E], answer: Callable[[E], HttpResponse]) -> None:
    def handle(_: HttpRequest, error: E | type[E]) -> HttpResponse:
        return answer(cast("E", error))

    api.add_exception_handler(kind, handle)


def _plain(status: int, title: str, error: Exception) -> HttpResponse:
    return problem(status, title, str(error))


def _record_rejected(error: RecordRejected) -> HttpResponse:
    errors = [asdict(found) for found in error.problems]
    return problem(422, "The record breaks its declaration", "Nothing was decided or kept.", errors=errors)


def _place(parts: Iterable[object]) -> str:
    names = [str(part) for part in parts]
    return ".".join(names[1:]) or ".".join(names)


def _unstorable(error: Exception) -> HttpResponse:
    transaction.set_rollback(True)
    return problem(422, "The request breaks a rule", "A value cannot be stored or compared. Nothing was changed.")


def _outcome_rejected(error: OutcomeRejectedError) -> HttpResponse:
    errors = [{"field": error.field, "rule": error.rule, "message": str(error)}]
    return problem(422, "The outcome breaks a rule", "Nothing was kept.", errors=errors)


def _invalid(error: ValidationError) -> HttpResponse:
    errors = [
        {
            "field": _place(found.get("loc", found)),
            "rule": found.get("type", "value"),
            "message": found.get("msg", "is not valid"),
        }
        for found in error.errors
    ]
    return problem(422, "The request breaks a rule", "Nothing was changed.", errors=errors)
