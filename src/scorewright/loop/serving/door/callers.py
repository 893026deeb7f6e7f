"""Who is asking: keys that were verified within the last second."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from uuid import UUID

from django.utils import timezone

from scorewright.loop.serving.door.fresh_cache import FreshCache
from scorewright.loop.serving.door.look_ups import FIRST, RENEWALS, look_up
from scorewright.loop.serving.door.replies import Refusal, unauthorised
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.queries import authenticate
from scorewright.loop.tenancy.scope import Scope
from scorewright.loop.tenancy.tokens import Token

DECIDERS = (Role.ADMIN.value, Role.ANALYST.value, Role.SERVICE.value)
READERS = (*DECIDERS, Role.APPROVER.value, Role.AUDITOR.value)


class Callers:
    """The scopes of keys."""

    def __init__(self) -> None:
        self._scopes: FreshCache[str, Scope] = FreshCache(partial(_verified, FIRST), partial(_verified, RENEWALS))

    async def caller(self, token: str, allowed: tuple[str, ...]) -> Scope:
        """What ``token`` may act as. Refuses it where it opens nothing, or its role is not among ``allowed``."""
        scope = self._scopes.peek(token) or await self._scopes.get(_of_the_form(token))
        if scope.role not in allowed:
            raise Refusal(403, "Not allowed", f"the role {scope.role} may not do this; it takes {' or '.join(allowed)}")
        return scope

    def forget(self, tenant: UUID | None) -> None:
        """Verify the keys of ``tenant``, or all, again before they are used again."""
        beginning = "" if tenant is None else f"sw_{tenant.hex}_"
        self._scopes.forget(lambda token: token.startswith(beginning))


def _of_the_form(token: str) -> str:
    """``token``, if it can be one: the database is not asked about anything else."""
    if Token.parse(token) is None:
        raise unauthorised()
    return token


async def _verified(threads: ThreadPoolExecutor, token: str) -> Scope:
    scope = await look_up(threads, authenticate, token, timezone.now())
    if scope is None:
        raise unauthorised()
    return scope
