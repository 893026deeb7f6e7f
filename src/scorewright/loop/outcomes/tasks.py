"""The jobs of this stage, and what it does by the clock."""

from datetime import UTC, datetime

from celery import shared_task

from scorewright.loop.outcomes.backtesting.job import answer_backtest
from scorewright.loop.outcomes.files import retention
from scorewright.loop.outcomes.files.taking_job import take_file
from scorewright.loop.tenancy.scope import current_tenant_id
from scorewright.loop.tenancy.tasks import TenantTask

__all__ = ["answer_backtest", "forget_files", "take_file"]


@shared_task(base=TenantTask, name="outcomes.forget_files")
def forget_files() -> int:
    """Remove old files of outcomes; how many."""
    # By the machine's clock, as files are dated.
    return retention.forget_files(tenant_id=current_tenant_id(), now=datetime.now(UTC))
