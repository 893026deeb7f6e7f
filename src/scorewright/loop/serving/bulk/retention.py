"""Forgetting files that came over HTTP, and their results, after a while; the runs themselves are kept."""

import shutil
from collections.abc import Collection
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from scorewright.loop.serving.bulk.uploads import FOLDER, path_of
from scorewright.loop.serving.models import ScoringRun

KEPT_FOR = timedelta(days=30)


def forget_files(*, tenant_id: UUID, now: datetime) -> int:
    """Remove the folder of each run that nothing was written to for 30 days; how many those were.

    That of a job that still waits or works is left alone; that of a request that never became a run is not.
    """
    working = {str(run.pk) for run in ScoringRun.objects.filter(job__finished_at=None, job__isnull=False)}
    return forget_old_folders(path_of(f"{FOLDER}/{tenant_id}"), working=working, now=now)


def forget_old_folders(home: Path, *, working: Collection[str], now: datetime) -> int:
    """Remove the folders in ``home`` that nothing was written to for 30 days, but for those ``working``; how many."""
    old = [folder for folder in home.iterdir() if _changed_at(folder) < now - KEPT_FOR] if home.exists() else []
    forgotten = [folder for folder in old if folder.name not in working]
    for folder in forgotten:
        shutil.rmtree(folder)
    return len(forgotten)


def _changed_at(folder: Path) -> datetime:
    return datetime.fromtimestamp(folder.stat().st_mtime, UTC)
