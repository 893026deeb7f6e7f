import hmac
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from scorewright.loop.tenancy.models import ApiKey, Membership, Role, Tenant, User
from scorewright.loop.tenancy.scope import Scope, acting, as_operator, as_person
from scorewright.loop.tenancy.tokens import Token


def authenticate(token: str, now: datetime) -> Scope | None:
    """What a key may act as; None when it is malformed, unknown, expired or revoked, or its person is no member."""
    claimed = Token.parse(token)
    if claimed is None:
        return None
    with acting(claimed.tenant_id, actor="authentication"):
        valid = Q(revoked_at=None) & (Q(expires_at=None) | Q(expires_at__gt=now))
        speaks = Q(user=None) | Q(user__in=active_members())
        candidates = list(ApiKey.objects.filter(valid, speaks, prefix=claimed.prefix))
    for key in candidates:
        if hmac.compare_digest(key.secret_hash, claimed.secret_hash):
            return Scope(claimed.tenant_id, f"key:{key.name}/{key.prefix}", key.role, key.user_id)
    return None


def active_members(*roles: Role) -> QuerySet[User]:
    """Those who may work in the tenant of the scope, in one of ``roles`` where any is named."""
    found = Membership.objects.filter(role__in=roles) if roles else Membership.objects.all()
    return User.objects.filter(is_active=True, pk__in=found.values("user"))


def tenants() -> list[Tenant]:
    """All of them, by slug: for commands and the scheduler."""
    with as_operator():
        return list(Tenant.objects.all())


def memberships_of(user: User) -> list[Membership]:
    """In every tenant, the oldest first."""
    with as_person(user.pk):
        return list(Membership.objects.filter(user=user))


def tenants_of(user: User) -> list[tuple[Tenant, str]]:
    """Where a person may work, and in which role: their memberships, the oldest first.

    A superuser may also work in all other tenants, as an administrator.
    """
    roles: dict[UUID | None, str] = {membership.tenant_id: membership.role for membership in memberships_of(user)}
    order = list(roles)
    known = tenants()
    joined = sorted((tenant for tenant in known if tenant.pk in roles), key=lambda tenant: order.index(tenant.pk))
    others = [tenant for tenant in known if user.is_superuser and tenant.pk not in roles]
    return [(tenant, roles[tenant.pk]) for tenant in joined] + [(tenant, Role.ADMIN.value) for tenant in others]
