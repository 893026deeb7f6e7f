"""The plans in use, none of them older than a second."""

import asyncio
import math
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from time import monotonic
from uuid import UUID

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.serving.django_thread import in_django
from scorewright.loop.serving.door.fresh_cache import FreshCache
from scorewright.loop.serving.door.look_ups import FIRST, RENEWALS, look_up
from scorewright.loop.serving.plan import Plan
from scorewright.loop.serving.plans import plan_for
from scorewright.loop.serving.selection import PRODUCTION, Selection
from scorewright.loop.serving.telling import tell_of_model, tell_of_record
from scorewright.loop.tenancy.scope import acting

BETWEEN_ALERTS_SECONDS = 10.0

Key = tuple[int, str, Selection]  # the tenant's id as a number: Python hashes a UUID by a function of its own


class DeployedPlans:
    """Plans by tenant, use case and selection."""

    def __init__(self) -> None:
        self._plans: FreshCache[Key, Plan] = FreshCache(partial(_planned, FIRST), partial(_planned, RENEWALS))
        self._told_at: dict[tuple[UUID, str], float] = {}
        self._telling: set[asyncio.Task[None]] = set()

    async def plan(self, tenant_id: UUID, use_case: str, selection: Selection) -> Plan:
        """Raises VersionNotFoundError and VersionUnusableError."""
        key = (tenant_id.int, use_case, selection)
        return self._plans.peek(key) or await self._plans.get(key)

    def tell_of_record(self, tenant_id: UUID, plan: Plan, reason: str) -> None:
        """Raise an alert beside the answer, once in a while for each use case."""
        key, now = (tenant_id, plan.use_case.name), monotonic()
        if now - self._told_at.get(key, -math.inf) < BETWEEN_ALERTS_SECONDS:
            return
        self._told_at[key] = now
        task = asyncio.create_task(asyncio.to_thread(in_django, _told, tenant_id, plan, reason))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    def forget(self, tenant_id: UUID | None) -> None:
        """Look up the plans of ``tenant_id``, or of all, again before they are used again."""
        self._plans.forget(lambda key: tenant_id is None or tenant_id.int == key[0])


async def _planned(threads: ThreadPoolExecutor, key: Key) -> Plan:
    tenant_number, use_case, selection = key
    return await look_up(threads, _planned_as, UUID(int=tenant_number), use_case, selection)


def _planned_as(tenant_id: UUID, use_case: str, selection: Selection) -> Plan:
    with acting(tenant_id, actor="serving"):
        plan = plan_for(use_case_named(use_case), selection)
        if selection == PRODUCTION:
            tell_of_model(plan)
    if plan.model is not None and plan.explains(asked=False):
        plan.model.runner.prepare_reasons()  # here it keeps one look-up waiting, later each of the first requests
    return plan


def _told(tenant_id: UUID, plan: Plan, reason: str) -> None:
    with acting(tenant_id, actor="serving"):
        tell_of_record(plan, reason)
