"""Writes; the database puts each of them in the audit trail, in the name of ``by``.

All but ``create_tenant`` are about the tenant of the scope they are called in.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone

from scorewright.loop.tenancy.models import ApiKey, Membership, Role, Tenant, User
from scorewright.loop.tenancy.queries import active_members
from scorewright.loop.tenancy.scope import Scope, acting, as_operator, current_scope
from scorewright.loop.tenancy.tokens import Token


def create_tenant(*, slug: str, name: str, by: str) -> Tenant:
    with as_operator(actor=by):
        return Tenant.objects.create(slug=slug, name=name)


def add_member(*, user: User, role: Role, by: str) -> Membership:
    with _in_the_name_of(by):
        return Membership.objects.create(user=user, role=role)


def change_role(*, membership: Membership, role: Role, by: str) -> Membership:
    """Keys that speak for the member in another role than the new one open nothing any more.

    Raises Membership.DoesNotExist when it has been removed meanwhile, or is another tenant's.
    """
    with _in_the_name_of(by):
        current = Membership.objects.select_for_update().get(pk=membership.pk)
        current.role = role
        current.save(update_fields=["role"])
        _revoke(ApiKey.objects.filter(user=current.user_id).exclude(role=role))
        return current


def remove_member(*, membership: Membership, by: str) -> None:
    """Keys that speak for the member open nothing any more, not even should they come back.

    Raises Membership.DoesNotExist when it has been removed already, or is another tenant's.
    """
    with _in_the_name_of(by):
        current = Membership.objects.select_for_update().get(pk=membership.pk)
        _revoke(ApiKey.objects.filter(user=current.user_id))
        current.delete()


def issue_key(
    *, name: str, role: Role, by: str, expires_at: datetime | None = None, user: User | None = None
) -> tuple[ApiKey, str]:
    """The key, and its text, which is not kept and cannot be shown again.

    ``user`` is whom it speaks for: an applicant sees what is theirs. Raises ValueError for an applicant's key without,
    and for somebody who is no active member.
    """
    if role == Role.APPLICANT and user is None:
        raise ValueError("an applicant's key must name the person for whom it speaks")
    with _in_the_name_of(by) as scope:
        if user is not None and not active_members().filter(pk=user.pk).exists():
            raise ValueError("a key can only speak for an active member")
        token = Token.random(scope.tenant_id)
        key = ApiKey.objects.create(
            name=name, role=role, user=user, prefix=token.prefix, secret_hash=token.secret_hash, expires_at=expires_at
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


def _revoke(keys: QuerySet[ApiKey]) -> None:
    keys.filter(revoked_at=None).update(revoked_at=timezone.now())


@contextmanager
def _in_the_name_of(actor: str) -> Iterator[Scope]:
    outer = current_scope()
    with acting(outer.tenant_id, actor=actor, role=outer.role, user_id=outer.user_id) as scope:
        yield scope
