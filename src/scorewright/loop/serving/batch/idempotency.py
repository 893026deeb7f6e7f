"""The same file sent twice under one key is decided on once, as a single record is at the door."""

import hashlib
from uuid import UUID, uuid5

from django.db import connection

from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.bulk.asking import GivenFile
from scorewright.loop.serving.bulk.fingerprints import fingerprint
from scorewright.loop.serving.bulk.uploads import path_of


class KeyInFlightError(Exception):
    """A request with the same key is being answered now."""


class KeyUsedError(Exception):
    """Another request was answered under the same key."""


def run_under(key: str, use_case: UseCase, tenant_id: UUID) -> UUID:
    """The id of the one run that there can be under ``key``, whichever address of ``use_case`` was asked."""
    return uuid5(tenant_id, f"{use_case.name}/batch/{key}")


def claim(run_id: UUID) -> None:
    """Hold what makes this run until the transaction ends. Raises KeyInFlightError where somebody else does."""
    with connection.cursor() as cursor:
        key = f"scorewright.idempotency:{run_id}"
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [key])
        if cursor.fetchone() != (True,):
            raise KeyInFlightError("A request with this Idempotency-Key is being answered now; ask again in a moment.")


def fingerprint_of(query: str, file: GivenFile) -> str:
    """SHA-256 of all that a request with a key must repeat."""
    content = fingerprint(path_of(file.path)).sha256
    return hashlib.sha256(f"{query}\n{file.kind.ending}\n{content}".encode()).hexdigest()


def check_same(kept_sha256: str, sha256: str) -> None:
    """Raise KeyUsedError where the run that is kept under a key was asked for otherwise."""
    if kept_sha256 != sha256:
        raise KeyUsedError("Another request was answered under this Idempotency-Key. Nothing was done.")
