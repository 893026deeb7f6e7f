"""Which roles may do what: an act that no role is named for is refused."""

from scorewright.loop.tenancy.scope import current_scope


class ForbiddenError(Exception):
    """The caller's role does not allow this act."""


def require_role(*allowed: str) -> None:
    """Raise ForbiddenError unless the scope's role is one of ``allowed``."""
    role = current_scope().role
    if role not in allowed:
        raise ForbiddenError(f"the role {role or 'none'} may not do this; it takes {' or '.join(allowed)}")
