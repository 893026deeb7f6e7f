"""The last ten versions and everything that ever decided are kept; the rest is forgotten, and its files with it."""

import os
import uuid
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.storage import storages
from django.utils import timezone

from scorewright.loop.audit.models import Entry
from scorewright.loop.deployment.actions import activate, consider
from scorewright.loop.deployment.retention import KEPT, forget_files, forget_versions
from scorewright.loop.registry.artefacts import ARTEFACTS
from scorewright.loop.registry.holdouts import HOLDOUTS
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.serving.actions import decide
from scorewright.loop.serving.selection import Selection


def _numbers() -> list[int]:
    return sorted(ModelVersion.objects.values_list("number", flat=True))


def test_forget_versions__fourteen_and_nothing_names_them__last_ten_stay(make_version) -> None:
    for _ in range(KEPT + 4):
        make_version()
    assert len(forget_versions()) == 4
    assert _numbers() == list(range(5, KEPT + 5))
    assert Entry.objects.filter(action="model_version.deleted").count() == 4
    assert forget_versions() == []


def test_forget_versions__activated_considered_or_named_by_a_decision__stay(make_version, use_case) -> None:
    versions = [make_version() for _ in range(KEPT + 5)]
    activate(version_id=versions[0].id, by="user:ama", reason="the first")
    activate(version_id=versions[1].id, by="user:ama", reason="the second")
    consider(version_id=versions[2].id, by="task:training", trigger="manual")
    decide(use_case=use_case, raw={"distance": 12.5}, selection=Selection(number=4))
    assert forget_versions() == [str(versions[4])]
    assert _numbers() == [1, 2, 3, 4, *range(6, KEPT + 6)]


def test_forget_versions__other_use_case__counts_by_itself(make_version) -> None:
    for _ in range(KEPT):
        make_version()
    ModelVersion.objects.update(use_case="something_else")
    make_version()
    assert forget_versions() == []


@pytest.fixture
def unnamed() -> Path:
    """An artefact that no version names; of two days ago."""
    content = uuid.uuid4().bytes
    file = Path(storages["artefacts"].path(ARTEFACTS.name(ARTEFACTS.store(content))))
    old = (timezone.now() - timedelta(days=2)).timestamp()
    os.utime(file, (old, old))
    return file


def test_forget_files__no_version_names_it__removed_and_nothing_else(tenant_id, register_version, unnamed) -> None:
    from scorewright.loop.tenancy.scope import acting

    with acting(tenant_id, actor="user:test"):
        version = register_version()
    fresh = ARTEFACTS.store(uuid.uuid4().bytes)
    week = timezone.now() + timedelta(hours=1)
    assert forget_files(now=week, actor="task:test") >= 1
    assert not unnamed.exists()
    assert ARTEFACTS.fetch(version.artefact_sha256)
    assert HOLDOUTS.fetch(version.holdout_sha256)
    assert ARTEFACTS.fetch(fresh), "what was stored a moment ago may not be named yet"
    assert fresh in set(ARTEFACTS.addresses())


def test_tasks__by_the_clock__are_known_and_run(tenant, make_version) -> None:
    from scorewright.loop.deployment import tasks
    from scorewright.project.celery import app

    for _ in range(KEPT + 1):
        make_version()
    assert tasks.forget_versions(tenant_id=tenant) == 1
    asked = {entry["task"] for entry in app.conf.beat_schedule.values()}
    asked |= {name for entry in app.conf.beat_schedule.values() for name in entry.get("args", ())}
    assert {tasks.forget_versions.name, tasks.forget_files.name} <= asked
