"""Who is asking: keys that were verified within the last second."""

import asyncio
from datetime import UTC, datetime
from uuid import UUID

from scorewright.loop.serving.door.django_thread import in_django
from scorewright.loop.serving.door.fresh_cache import FreshCache
from scorewright.loop.serving.door.replies import Refusal, unauthorised
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.queries import authenticate
from scorewright.loop.tenancy.scope import Scope

DECIDERS = (Role.ADMIN.value, Role.ANALYST.value, Role.SERVICE.value)
READERS = (*DECIDERS, Role.APPROVER.value, Role.AUDITOR.value)


class Callers:
    """The scopes of keys."""

    def __init__(self) -> None:
        self._scopes: FreshCache[str, Scope] = FreshCache(_verified)

    async def caller(self, token: str, allowed: tuple[str, ...]) -> Scope:
        """What ``token`` may act as. Refuses it where it opens nothing, or its role is not among ``allowed``."""
        scope = self._scopes.peek(token) or await self._scopes.get(token)
        if scope.role not in allowed:
            raise Refusal(403, "Not allowed", f"the role {scope.role} may not do this; it takes {' or '.join(allowed)}")
        return scope

    def forget(self, tenant: UUID | None) -> None:
        """Verify the keys of ``tenant``, or all, again before they are used again."""
        beginning = "" if tenant is None else f"sw_{tenant.hex}_"
        self._scopes.forget(lambda token: token.startswith(beginning))


async def _verified(token: str) -> Scope:
    scope = await asyncio.to_thread(in_django, authenticate, token, datetime.now(UTC))
    if scope is None:
        raise unauthorised()
    return scope
