import uuid
from collections.abc import Iterator

import pytest
from celery import current_app, shared_task
from celery.exceptions import NotRegistered
from django.db import connection

from scorewright.loop.tenancy.queries import tenants
from scorewright.loop.tenancy.scope import NoTenantError, current_scope
from scorewright.loop.tenancy.tasks import TenantTask, for_each_tenant

_ran: list[tuple[uuid.UUID, str, str]] = []


@shared_task(name="tests.look", base=TenantTask, bind=True)
def look(self: TenantTask, addition: int = 0) -> str:
    scope = current_scope()
    with connection.cursor() as cursor:
        seen = cursor.execute("SELECT current_setting('scorewright.tenant')").fetchone()[0]
    _ran.append((scope.tenant_id, scope.actor, seen))
    return f"{self.request.id}:{addition}"


@pytest.fixture(autouse=True)
def sent_tasks_run_at_once() -> Iterator[None]:
    _ran.clear()
    current_app.conf.task_always_eager = True
    yield
    current_app.conf.task_always_eager = False


def test_tenant_task__with_tenant__runs_as_it(tenant_id: uuid.UUID) -> None:
    sent = look.apply_async(kwargs={"tenant_id": str(tenant_id), "addition": 3})
    assert _ran == [(tenant_id, "task:tests.look", str(tenant_id))]
    assert sent.get() == f"{sent.id}:3"


def test_tenant_task__delay_with_a_uuid__runs_as_it(tenant_id: uuid.UUID) -> None:
    look.delay(tenant_id=tenant_id)
    assert [tenant for tenant, _, _ in _ran] == [tenant_id]


@pytest.mark.parametrize("kwargs", [{}, {"tenant_id": ""}, {"tenant_id": None}, {"tenant_id": "default"}])
def test_tenant_task__without_tenant__neither_sent_nor_run(database: None, kwargs: dict[str, str | None]) -> None:
    with pytest.raises(NoTenantError, match=r"tests\.look"):
        look.apply_async(kwargs=kwargs)
    with pytest.raises(NoTenantError, match=r"tests\.look"):
        look(**kwargs)
    with pytest.raises(NoTenantError, match=r"tests\.look"):
        look.apply(kwargs=kwargs, throw=True)
    assert _ran == []


def test_every_task__of_the_loop__is_a_tenants_or_fans_out(database: None) -> None:
    current_app.loader.import_default_modules()
    ours = {name: task for name, task in current_app.tasks.items() if type(task).__module__.startswith("scorewright")}
    assert {name for name, task in ours.items() if not isinstance(task, TenantTask)} <= {
        "tenancy.for_each_tenant",
        "deployment.forget_files",
        "jobs.relay",
        "notifications.relay",
        "notifications.verify_installation",
    }


def test_for_each_tenant__all__once_each(tenant_id: uuid.UUID, other_tenant_id: uuid.UUID) -> None:
    assert for_each_tenant("tests.look") == len(_ran) == len(tenants())
    assert {tenant_id, other_tenant_id} <= {tenant for tenant, _, _ in _ran}


def test_for_each_tenant__unknown_task__says_so(database: None) -> None:
    with pytest.raises(NotRegistered):
        for_each_tenant("tests.unknown")
