"""Who applies, and who looks at it: members of the tenant, by their usernames."""

from collections.abc import Collection

from scorewright.loop.intake.refusals import rejected
from scorewright.loop.tenancy.models import Membership, Role, User

LOOKERS = (Role.ADMIN, Role.ANALYST)


def analyst_named(username: str) -> User:
    """Raises ApplicationRejectedError where no analyst or administrator of the tenant has this name."""
    return _member(username, "assigned_analyst", LOOKERS)


def applicant_named(username: str) -> User:
    """Raises ApplicationRejectedError where no applicant of the tenant has this name."""
    return _member(username, "applicant", (Role.APPLICANT,))


def _member(username: str, field: str, roles: Collection[Role]) -> User:
    found = Membership.objects.select_related("user").filter(user__username=username, role__in=roles).first()
    if found is None:
        raise rejected(field, "member", f"must be the username of a member who is {' or '.join(roles)}")
    user: User = found.user
    return user
