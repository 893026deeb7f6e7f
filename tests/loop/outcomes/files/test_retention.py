"""What is forgotten of files of outcomes, and what is not."""

import os
import uuid
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from scorewright.loop.jobs.actions import enqueue
from scorewright.loop.outcomes.files.taking_job import take_file
from scorewright.loop.outcomes.models import OutcomeFile
from scorewright.loop.outcomes.tasks import forget_files
from scorewright.loop.serving.bulk.uploads import path_of


@pytest.fixture
def folder_of(tenant: uuid.UUID):
    """Makes the folder of a file, as if nothing had been written to it for so many days."""

    def folder_of(file: OutcomeFile, *, days: int) -> Path:
        folder = path_of(f"outcomes/{tenant}/{file.pk}")
        folder.mkdir(parents=True)
        (folder / "input.csv").write_text("decision_id,value\n")
        moment = (timezone.now() - timedelta(days=days)).timestamp()
        os.utime(folder, (moment, moment))
        return folder

    return folder_of


def new_file(*, finished_at: datetime | None = None) -> OutcomeFile:
    return OutcomeFile.objects.create(name="x.csv", kind="csv", path="x", bytes=1, by="x", finished_at=finished_at)


def test_forget_files__old_young_and_waiting__the_old_one_alone(folder_of) -> None:
    old, young, waiting = new_file(finished_at=timezone.now()), new_file(finished_at=timezone.now()), new_file()
    waiting.job = enqueue(kind=take_file, arguments={"file": str(waiting.pk)}, by="user:test")
    waiting.save()
    folders = [folder_of(old, days=31), folder_of(young, days=29), folder_of(waiting, days=31)]
    assert forget_files.run() == 1
    assert [folder.exists() for folder in folders] == [False, True, True]
    assert OutcomeFile.objects.filter(pk=old.pk).exists()


def test_forget_files__the_services_clock_is_a_year_ahead__files_are_dated_by_the_machines(
    folder_of, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of(new_file(finished_at=timezone.now()), days=29)
    year_ahead = timezone.now() + timedelta(days=365)
    monkeypatch.setattr(timezone, "now", lambda: year_ahead)
    assert forget_files.run() == 0
    assert folder.exists()
