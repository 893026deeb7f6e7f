"""Committed tenants, keys and versions: what a running door sees."""

import uuid
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from scorewright.declare.use_case import UseCase

if TYPE_CHECKING:
    from scorewright.loop.deployment.models import TrafficPlan
    from scorewright.loop.registry.models import ModelVersion
    from scorewright.loop.serving.models import Decision

PATH = "/api/v1/predict/late_delivery/"


class Caller:
    """Sends records to one door with one key."""

    def __init__(self, door: Any, tenant_id: uuid.UUID, role: str = "service") -> None:
        from scorewright.loop.tenancy.actions import issue_key
        from scorewright.loop.tenancy.models import Role
        from scorewright.loop.tenancy.scope import acting

        self.door = door
        self.tenant_id = tenant_id
        with acting(tenant_id, actor="user:test"):
            self.key, self.token = issue_key(name=role, role=Role(role), by="user:test")

    def post(self, body: object, path: str = PATH, **headers: str) -> httpx.Response:
        return self.door.run(self.posting(body, path, **headers))

    async def posting(self, body: object, path: str = PATH, **headers: str) -> httpx.Response:
        return await self.door.asking("POST", path, body, **{"Authorization": f"Bearer {self.token}"} | headers)

    def get(self, path: str) -> httpx.Response:
        return self.door.ask("GET", path, Authorization=f"Bearer {self.token}")

    def kept(self) -> "Sequence[Decision]":
        """All decisions of the tenant, in the order in which they were made."""
        from scorewright.loop.serving.models import Decision
        from scorewright.loop.tenancy.scope import acting

        with acting(self.tenant_id, actor="user:test"):
            return list(Decision.objects.order_by("id"))


MakeCaller = Callable[..., Caller]
PutLive = Callable[..., "ModelVersion"]
ShareOut = Callable[..., "TrafficPlan"]


@pytest.fixture
def door(use_case: UseCase, open_door: Any) -> Any:
    """A door that knows the small use case."""
    return open_door()


@pytest.fixture
def make_caller(tenant_id: uuid.UUID) -> MakeCaller:
    """A new key of the test's tenant, or of another."""
    return lambda door, role="service", tenant=tenant_id: Caller(door, tenant, role)


@pytest.fixture
def caller(door: Any, make_caller: MakeCaller) -> Caller:
    """A service of the test's tenant."""
    return make_caller(door)


@pytest.fixture
def put_live(tenant_id: uuid.UUID, register_version: Callable[..., "ModelVersion"]) -> PutLive:
    """Registers and activates one more version, committed."""
    from scorewright.loop.deployment.actions import activate
    from scorewright.loop.tenancy.scope import acting

    def put(tenant: uuid.UUID = tenant_id, *, live: bool = True) -> "ModelVersion":
        with acting(tenant, actor="user:test", role="admin"):
            version = register_version()
            if live:
                activate(version_id=version.id, by="user:test", reason="the test's")
            return version

    return put


@pytest.fixture
def share_out(tenant_id: uuid.UUID) -> ShareOut:
    """Opens a traffic plan of the small use case, committed: ``arms`` and ``shadows`` are (version, share)."""
    from scorewright.loop.deployment.traffic.actions import Part, start
    from scorewright.loop.tenancy.scope import acting

    def parts(given: "Sequence[tuple[ModelVersion, float]]") -> list[Part]:
        return [Part(version_id=version.pk, share=share) for version, share in given]

    def share(
        *, arms: "Sequence[tuple[ModelVersion, float]]" = (), shadows: "Sequence[tuple[ModelVersion, float]]" = ()
    ) -> "TrafficPlan":
        with acting(tenant_id, actor="user:test", role="admin"):
            return start(
                use_case="late_delivery",
                by="user:test",
                reason="the test's",
                arms=parts(arms),
                shadows=parts(shadows),
            )

    return share


@pytest.fixture
def put_contestant(
    tenant_id: uuid.UUID, register_contestant: Callable[..., "ModelVersion"]
) -> Callable[[str], "ModelVersion"]:
    """Registers a model of the contest, committed."""
    from scorewright.loop.tenancy.scope import acting

    def put(name: str) -> "ModelVersion":
        with acting(tenant_id, actor="user:test", role="admin"):
            return register_contestant(name)

    return put
