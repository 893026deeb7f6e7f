import structlog
from celery import shared_task

from scorewright.loop.audit.queries import verify
from scorewright.loop.tenancy.scope import current_scope
from scorewright.loop.tenancy.tasks import TenantTask

_log = structlog.get_logger(__name__)


@shared_task(name="audit.verify", base=TenantTask)
def verify_trail() -> list[dict[str, object]]:
    """The faults of one tenant's trail, each as its sequence and a message."""
    faults = [{"sequence": fault.sequence, "message": fault.message} for fault in verify().faults]
    if faults:
        _log.error("audit_trail_altered", tenant_id=str(current_scope().tenant_id), faults=faults)
    return faults
