"""Which tenant a person who has logged in works in: the one they chose, as long as it is open to them."""

from uuid import UUID

from django.http import HttpRequest

from scorewright.loop.tenancy.models import User
from scorewright.loop.tenancy.queries import tenants_of
from scorewright.loop.tenancy.scope import Scope

_SESSION_KEY = "tenant"


def choose_tenant(request: HttpRequest, tenant_id: UUID) -> bool:
    """Work in this tenant from the next request on; False, and nothing changes, when it is not open to the person."""
    if not isinstance(request.user, User) or tenant_id not in {tenant.pk for tenant, _ in tenants_of(request.user)}:
        return False
    request.session[_SESSION_KEY] = str(tenant_id)
    return True


def workplace(request: HttpRequest) -> Scope | None:
    """None when nobody has logged in, and when no tenant is open to them."""
    if not isinstance(request.user, User):
        return None
    chosen = request.session.get(_SESSION_KEY)
    # A stable sort: the chosen one first, then their order.
    places = sorted(tenants_of(request.user), key=lambda place: str(place[0].pk) != chosen)
    if not places:
        return None
    tenant, role = places[0]
    return Scope(tenant.pk, f"user:{request.user.get_username()}", role, request.user.pk)
