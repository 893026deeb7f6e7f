"""Whose rows a command works on, and in whose name."""

import getpass
from collections.abc import Iterator
from contextlib import contextmanager

from scorewright.loop.tenancy.models import Role, Tenant
from scorewright.loop.tenancy.queries import tenants
from scorewright.loop.tenancy.scope import Scope, acting

FIRST_TENANT = "default"


class UnknownTenantError(LookupError):
    """No tenant has this slug."""


def tenant_named(slug: str) -> Tenant:
    """The tenant ``slug``. Raises UnknownTenantError, which lists those there are."""
    known = {tenant.slug: tenant for tenant in tenants()}
    try:
        return known[slug]
    except KeyError:
        raise UnknownTenantError(f"no tenant is named {slug!r}; there are {', '.join(known) or 'none'}") from None


@contextmanager
def acting_for(slug: str) -> Iterator[Scope]:
    """A transaction on the rows of the tenant ``slug``, with all rights: whoever may run commands has the database."""
    with acting(tenant_named(slug).id, actor=actor(), role=Role.ADMIN) as scope:
        yield scope


def actor() -> str:
    """What the audit trail says of an act by command."""
    try:
        return f"command:{getpass.getuser()}"
    except (OSError, KeyError):  # a container's user without a name
        return "command"
