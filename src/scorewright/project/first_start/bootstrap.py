"""The first start, and every later one: tables as the code expects them, and a first tenant to work with."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

from scorewright.loop.tenancy import actions
from scorewright.loop.tenancy.models import ApiKey, Membership, Role, Tenant, User
from scorewright.loop.tenancy.queries import tenants
from scorewright.loop.tenancy.scope import acting, as_operator
from scorewright.project.commands.tenant_scope import FIRST_TENANT, actor
from scorewright.project.embedded.home import Home
from scorewright.project.first_start.credentials import FirstCredentials, keep

OWNER = "owner"
ADMINISTRATOR = "admin"


def bootstrap(home: Home, *, new_credentials: bool = False) -> int:
    """Migrate, and make the first tenant should there be none; the number of migrations that were applied.

    Safe to run twice at once, and quick when there is nothing to do. ``new_credentials`` replaces the administrator's
    password and the two keys. Raises ImproperlyConfigured without the owner's way into the database.
    """
    if not connections[OWNER].settings_dict["NAME"]:
        raise ImproperlyConfigured("DATABASE_OWNER_URL is not set: migrating takes the role that owns the tables")
    with _alone():
        applied = _migrate()
        with transaction.atomic():
            tenant = _first_tenant()
            if tenant is None or new_credentials:
                keep(_credentials(tenant or _new_tenant()), home)
    return applied


@contextmanager
def _alone() -> Iterator[None]:
    """An advisory lock: of two that start at once, the second waits and then finds everything done."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(hashtext('scorewright.bootstrap'))")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(hashtext('scorewright.bootstrap'))")
            connections[OWNER].close()


def _migrate() -> int:
    executor = MigrationExecutor(connections[OWNER])
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if waiting:
        call_command("migrate", database=OWNER, interactive=False, verbosity=0)
    return len(waiting)


def _first_tenant() -> Tenant | None:
    return next((tenant for tenant in tenants() if tenant.slug == FIRST_TENANT), None)


def _new_tenant() -> Tenant:
    return actions.create_tenant(slug=FIRST_TENANT, name="Default", by=actor())


def _credentials(tenant: Tenant) -> FirstCredentials:
    password = secrets.token_urlsafe(18)
    with as_operator(actor=actor()):
        user, _ = User.objects.get_or_create(username=ADMINISTRATOR, defaults={"is_staff": True, "is_superuser": True})
        user.set_password(password)
        user.save(update_fields=["password"])
    with acting(tenant.id, actor=actor(), role=Role.ADMIN):
        if not Membership.objects.filter(user=user).exists():
            actions.add_member(user=user, role=Role.ADMIN, by=actor())
        admin_key, service_key = (_key(f"first {role} key", role) for role in (Role.ADMIN, Role.SERVICE))
    return FirstCredentials(tenant.slug, ADMINISTRATOR, password, admin_key, service_key)


def _key(name: str, role: Role) -> str:
    for old in ApiKey.objects.filter(name=name, revoked_at=None):
        actions.revoke_key(key=old, by=actor())
    _, token = actions.issue_key(name=name, role=role, by=actor())
    return token
