"""What this stage does by the clock."""

from datetime import UTC, datetime

from celery import shared_task

from scorewright.loop.deployment import retention
from scorewright.loop.tenancy.tasks import TenantTask


@shared_task(base=TenantTask, name="deployment.forget_versions")
def forget_versions() -> int:
    """Delete old versions of one tenant that never decided; how many."""
    return len(retention.forget_versions())


@shared_task(name="deployment.forget_files")
def forget_files() -> int:
    """Remove the files that no version of any tenant names; how many."""
    # By the machine's clock, as files are dated.
    return retention.forget_files(now=datetime.now(UTC), actor="task:deployment.forget_files")
