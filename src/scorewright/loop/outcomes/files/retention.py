"""Forgetting files of outcomes, and the verdicts on their rows, after a while; what they said is kept."""

from datetime import datetime
from uuid import UUID

from scorewright.loop.outcomes.files.asking import FOLDER
from scorewright.loop.outcomes.models import OutcomeFile
from scorewright.loop.serving.bulk.retention import forget_old_folders
from scorewright.loop.serving.bulk.uploads import path_of


def forget_files(*, tenant_id: UUID, now: datetime) -> int:
    """Remove the folder of each file that nothing was written to for 30 days; how many those were."""
    waiting = OutcomeFile.objects.filter(job__finished_at=None, job__isnull=False)
    working = {str(found) for found in waiting.values_list("pk", flat=True)}
    return forget_old_folders(path_of(f"{FOLDER}/{tenant_id}"), working=working, now=now)
