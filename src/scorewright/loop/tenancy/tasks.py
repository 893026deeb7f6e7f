"""Work outside of a request: each task is one tenant's."""

from typing import Any
from uuid import UUID

from celery import Task, current_app, shared_task

from scorewright.loop.tenancy.queries import tenants
from scorewright.loop.tenancy.scope import NoTenantError, acting


class TenantTask(Task[..., Any]):
    """``@shared_task(base=TenantTask)``: sent with a keyword ``tenant_id``, which the function itself does not take.

    It runs in one transaction inside ``acting`` or, with ``one_transaction=False``, is given ``tenant_id`` and opens
    its own. Sending or running it without a tenant raises NoTenantError.
    """

    abstract = True
    one_transaction = True
    typing = False  # Celery would compare ``tenant_id`` with the function's own arguments

    def apply_async(self, args: Any = None, kwargs: Any = None, *rest: Any, **options: Any) -> Any:
        _tenant(self.name, (kwargs or {}).get("tenant_id"))
        return super().apply_async(args, kwargs, *rest, **options)

    def __call__(self, *args: Any, tenant_id: object = None, **kwargs: Any) -> Any:
        tenant = _tenant(self.name, tenant_id)
        if not self.one_transaction:
            return self.run(*args, tenant_id=tenant, **kwargs)
        with acting(tenant, actor=f"task:{self.name}"):
            return self.run(*args, **kwargs)


def _tenant(task_name: str, tenant_id: object) -> UUID:
    try:
        return UUID(str(tenant_id))
    except ValueError:
        raise NoTenantError(f"the task {task_name} takes tenant_id, the UUID of a tenant") from None


@shared_task(name="tenancy.for_each_tenant")
def for_each_tenant(task_name: str) -> int:
    """Send a TenantTask once for every tenant; the answer is how many. Raises celery.exceptions.NotRegistered."""
    task = current_app.tasks[task_name]
    everybody = tenants()
    for tenant in everybody:
        task.apply_async(kwargs={"tenant_id": str(tenant.pk)})
    return len(everybody)
