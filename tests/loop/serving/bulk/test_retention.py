import os
import uuid
from datetime import timedelta

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.utils import timezone

from scorewright.loop.jobs.actions import enqueue
from scorewright.loop.serving.bulk.asking import GivenFile, ask
from scorewright.loop.serving.bulk.formats import FileKind, Format
from scorewright.loop.serving.bulk.retention import KEPT_FOR, forget_files
from scorewright.loop.serving.bulk.uploads import FOLDER, path_of
from scorewright.loop.serving.tasks import score_file


def _folder(tenant: uuid.UUID, run_id: uuid.UUID, age: timedelta):
    folder = path_of(storages["default"].save(f"{FOLDER}/{tenant}/{run_id}/input.csv", ContentFile(b"a\n"))).parent
    moment = (timezone.now() - age).timestamp()
    os.utime(folder, (moment, moment))
    return folder


@pytest.mark.parametrize(("age", "stays"), [(KEPT_FOR + timedelta(hours=1), False), (timedelta(days=29), True)])
def test_forget__by_age__the_old_ones_only(tenant: uuid.UUID, age: timedelta, stays: bool) -> None:
    folder = _folder(tenant, uuid.uuid4(), age)
    assert forget_files(tenant_id=tenant, now=timezone.now()) == (not stays)
    assert folder.exists() is stays


def test_forget__job_still_waits__its_file_stays(tenant: uuid.UUID, use_case) -> None:
    kind = FileKind(Format.CSV)
    file = GivenFile("rows.csv", kind, "unused")
    run = ask(use_case=use_case, file=file, output=file, rejected_path="unused", stored=True, by="test")
    folder = _folder(tenant, run.pk, KEPT_FOR * 2)
    run.job = enqueue(kind=score_file, arguments={"run": str(run.pk)}, by="test")
    run.save()
    assert forget_files(tenant_id=tenant, now=timezone.now()) == 0
    assert folder.exists()


def test_forget__another_tenants_files__out_of_reach(tenant: uuid.UUID) -> None:
    folder = _folder(uuid.uuid4(), uuid.uuid4(), KEPT_FOR * 2)
    assert forget_files(tenant_id=tenant, now=timezone.now()) == 0
    assert folder.exists()
