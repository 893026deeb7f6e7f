"""Writes; the database puts each of them in the audit trail, in the name of ``by``.

All but ``create_tenant`` are about the tenant of the scope they are called in.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone

from scorewright.loop.tenancy.models import ApiKey, Membership, Role, Tenant, User
from scorewright.loop.tenancy.scope import Scope, acting, as_operator, current_scope
from scorewright.loop.tenancy.tokens import Token


def create_tenant(*, slug: str, name: str, by: str) -> Tenant:
    with as_operator(actor=by):
        return Tenant.objects.create(slug=slug, name=name)


def add_member(*, user: User, role: Role, by: str) -> Membership:
    with _in_the_name_of(by):
        return Membership.objects.create(user=user, role=role)


def change_role(*, membership: Membership, role: Role, by: str) -> Membership:
    """Raises Membership.DoesNotExist when it has been removed meanwhile, or is another tenant's."""
    with _in_the_name_of(by):
        current = Membership.objects.select_for_update().get(pk=membership.pk)
        current.role = role
        current.save(update_fields=["role"])
        return current


def remove_member(*, membership: Membership, by: str) -> None:
    """Raises Membership.DoesNotExist when it has been removed already, or is another tenant's."""
    with _in_the_name_of(by):
        Membership.objects.select_for_update().get(pk=membership.pk).delete()


def issue_key(*, name: str, role: Role, by: str, expires_at: datetime | None = None) -> tuple[ApiKey, str]:
    """The key, and its text, which is not kept and cannot be shown again."""
    with _in_the_name_of(by) as scope:
        token = Token.random(scope.tenant_id)
        key = ApiKey.objects.create(
            name=name, role=role, prefix=token.prefix, secret_hash=token.secret_hash, expires_at=expires_at
        )
        return key, token.text


def revoke_key(*, key: ApiKey, by: str) -> ApiKey:
    """From now on the key opens nothing; a second time changes nothing.

    Raises ApiKey.DoesNotExist when it is another tenant's.
    """
    with _in_the_name_of(by):
        current = ApiKey.objects.select_for_update().get(pk=key.pk)
        if current.revoked_at is None:
            current.revoked_at = timezone.now()
            current.save(update_fields=["revoked_at"])
        return current


@contextmanager
def _in_the_name_of(actor: str) -> Iterator[Scope]:
    outer = current_scope()
    with acting(outer.tenant_id, actor=actor, role=outer.role) as scope:
        yield scope
