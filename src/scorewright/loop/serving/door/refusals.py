"""Which failure means which problem, in one place."""

import logging
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from django.db import InterfaceError, OperationalError
from psycopg_pool import PoolTimeout

from scorewright.declare.errors import RecordRejected
from scorewright.loop.registry.queries import AmbiguousVersionError, VersionNotFoundError
from scorewright.loop.serving.door.replies import Refusal, busy, database_gone
from scorewright.loop.serving.journal.journal import (
    DecisionUnstorableError,
    JournalBusyError,
    JournalUnreachableError,
)
from scorewright.loop.serving.plans import VersionUnusableError

RETRY_SECONDS = "5"
AMBIGUOUS = "ML algorithm selection is ambiguous. Please specify algorithm version."

_log = logging.getLogger(__name__)


def record_errors(rejected: RecordRejected) -> list[dict[str, str]]:
    """Every broken rule, as an answer tells it."""
    return [asdict(problem) for problem in rejected.problems]


def _rejected(error: Any) -> Refusal:
    errors = record_errors(error)
    return Refusal(422, "The record breaks its declaration", "Nothing was decided or kept.", errors=errors)


def _unusable(error: Exception) -> Refusal:
    words = f"{error}. Nothing was decided."
    return Refusal(503, "The version cannot answer", words, headers={"Retry-After": RETRY_SECONDS})


def _unstorable(_: Exception) -> Refusal:
    return Refusal(422, "The request breaks a rule", "A value cannot be stored. Nothing was decided.")


_KNOWN: dict[type[Exception], Callable[[Any], Refusal]] = {
    RecordRejected: _rejected,
    VersionNotFoundError: lambda error: Refusal(404, "Unknown model version", str(error)),
    AmbiguousVersionError: lambda _: Refusal(400, "Ambiguous", AMBIGUOUS),
    VersionUnusableError: _unusable,
    JournalBusyError: lambda error: busy(f"{error}."),
    JournalUnreachableError: lambda _: database_gone(),
    DecisionUnstorableError: _unstorable,
    PoolTimeout: lambda _: database_gone(),
    OperationalError: lambda _: database_gone(),
    InterfaceError: lambda _: database_gone(),
}


def refusal_of(error: Exception) -> Refusal:
    """The problem that ``error`` is answered by; what nobody foresaw is logged, and told as such."""
    if isinstance(error, Refusal):
        return error
    for kind, made in _KNOWN.items():
        if isinstance(error, kind):
            return made(error)
    _log.error("A request failed", exc_info=error)
    return Refusal(500, "Internal error", "The service failed; its log says why. Nothing was decided.")
