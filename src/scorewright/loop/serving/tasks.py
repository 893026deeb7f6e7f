"""The jobs of this stage, and what it does by the clock."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from celery import shared_task

from scorewright.loop.jobs.handle import JobHandle
from scorewright.loop.jobs.kinds import job
from scorewright.loop.serving.bulk import retention
from scorewright.loop.serving.bulk.running import execute
from scorewright.loop.tenancy.scope import current_tenant_id
from scorewright.loop.tenancy.tasks import TenantTask


@job("serving.score_file", queue="ai_processing", stalls_after=timedelta(minutes=2))
def score_file(handle: JobHandle) -> Mapping[str, Any]:
    """Decide on the rows of a file; ``run`` is the id of its ScoringRun, which keeps the checkpoints."""
    run = execute(UUID(handle.arguments["run"]), tenant_id=handle.tenant_id, actor=handle.actor, observer=handle)
    return {
        "run": str(run.pk),
        "model_version": run.version,
        "rows": run.rows,
        "decided": run.decided,
        "rejected": run.rejected,
        "fallbacks": run.fallbacks,
        "positive": run.positive,
        "output_sha256": run.output_sha256,
    }


@shared_task(base=TenantTask, name="serving.forget_files")
def forget_files() -> int:
    """Remove old files of scoring runs; of how many runs."""
    # By the machine's clock, as files are dated.
    return retention.forget_files(tenant_id=current_tenant_id(), now=datetime.now(UTC))
