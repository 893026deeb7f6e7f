"""A file of outcomes as a kind of job."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from scorewright.loop.jobs.handle import JobHandle
from scorewright.loop.jobs.kinds import job
from scorewright.loop.outcomes.files.running import execute


@job("outcomes.take_file", queue="ai_processing", stalls_after=timedelta(minutes=2))
def take_file(handle: JobHandle) -> Mapping[str, Any]:
    """Take the rows of ``file``, the id of an OutcomeFile, which keeps the checkpoints."""
    file = execute(UUID(handle.arguments["file"]), tenant_id=handle.tenant_id, actor=handle.actor, observer=handle)
    return {"file": str(file.pk), "rows": file.rows, "counts": file.counts}
