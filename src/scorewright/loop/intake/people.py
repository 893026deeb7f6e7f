"""Who applies, and who looks at it: members of the tenant, by their usernames."""

from collections.abc import Collection

from django.db.models import QuerySet

from scorewright.loop.intake.refusals import rejected
from scorewright.loop.tenancy.models import Membership, Role, User

LOOKERS = (Role.ADMIN, Role.ANALYST)


def analyst_named(username: str) -> User:
    """Raises ApplicationRejectedError where no analyst or administrator of the tenant has this name."""
    return _member(username, "assigned_analyst", LOOKERS)


def applicant_named(username: str) -> User:
    """Raises ApplicationRejectedError where no applicant of the tenant has this name."""
    return _member(username, "applicant", (Role.APPLICANT,))


def members(roles: Collection[Role]) -> QuerySet[Membership]:
    """Who has one of ``roles``, and can sign in."""
    return Membership.objects.filter(role__in=roles, user__is_active=True)


def _member(username: str, field: str, roles: Collection[Role]) -> User:
    found = members(roles).select_related("user").filter(user__username=username).first()
    if found is None:
        raise rejected(field, "member", f"must be the username of a member who is {' or '.join(roles)}")
    user: User = found.user
    return user
