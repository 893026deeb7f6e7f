"""Whose rows a transaction may see, said once to Python and to PostgreSQL.

The settings are local to the transaction: a connection goes back to its pool without them. Each way in closes what it
does not name, so a scope inside another never sees more than it asks for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, connections, transaction

_NAMES = ("tenant", "actor", "operator", "user")
_READ = "SELECT " + ", ".join(f"current_setting('scorewright.{name}', true)" for name in _NAMES)
_WRITE = "SELECT " + ", ".join(f"set_config('scorewright.{name}', %s, true)" for name in _NAMES)


class NoTenantError(RuntimeError):
    """Something that belongs to a tenant was asked for outside of ``acting``."""


@dataclass(frozen=True, slots=True)
class Scope:
    """``actor`` is what the audit trail will say, such as ``user:ama`` or ``task:training.train``; ``user_id`` is the
    person who asks, where that is known.
    """

    tenant_id: UUID
    actor: str
    role: str | None = None
    user_id: int | None = None


_scope: ContextVar[Scope | None] = ContextVar("scorewright_scope", default=None)


def current_scope() -> Scope:
    """The innermost scope. Raises NoTenantError outside of ``acting``."""
    scope = _scope.get()
    if scope is None:
        raise NoTenantError("no tenant is set: this must run inside acting(...)")
    return scope


def current_tenant_id() -> UUID:
    """The default of every tenant column. Raises NoTenantError outside of ``acting``."""
    return current_scope().tenant_id


@contextmanager
def acting(
    tenant_id: UUID, *, actor: str, role: str | None = None, user_id: int | None = None, using: str = DEFAULT_DB_ALIAS
) -> Iterator[Scope]:
    """A transaction (inside another: a savepoint) that sees and writes one tenant's rows, in the name of ``actor``."""
    scope = Scope(tenant_id, actor, role, user_id)
    with _transaction(using, scope, tenant=str(tenant_id), actor=actor):
        yield scope


@contextmanager
def as_operator(*, actor: str = "operator", using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """A transaction that may list all tenants, create one and deliver their jobs, and sees no other row of theirs."""
    with _transaction(using, None, operator="on", actor=actor):
        yield


@contextmanager
def as_person(user_id: int, *, using: str = DEFAULT_DB_ALIAS) -> Iterator[None]:
    """A transaction that may read one person's memberships, in whichever tenant, and nothing else."""
    with _transaction(using, None, user=str(user_id)):
        yield


@contextmanager
def _transaction(using: str, scope: Scope | None, **given: str) -> Iterator[None]:
    connection = connections[using]
    inside_another = connection.in_atomic_block
    token = _scope.set(scope)
    try:
        with transaction.atomic(using=using), connection.cursor() as cursor:
            outer = cursor.execute(_READ).fetchone() if inside_another else None
            cursor.execute(_WRITE, [given.get(name, "") for name in _NAMES])
            yield
            # A rollback takes the settings back by itself; a released savepoint would leave them to the outer scope.
            if outer is not None and not connection.needs_rollback:
                cursor.execute(_WRITE, [value or "" for value in outer])
    finally:
        _scope.reset(token)
