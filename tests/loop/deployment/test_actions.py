import uuid
from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.storage import storages

from scorewright.declare.gates import Gate
from scorewright.loop.audit.models import Entry
from scorewright.loop.deployment.actions import ActivationRefusedError, activate
from scorewright.loop.deployment.models import Activation
from scorewright.loop.registry.models import ModelVersion, Status
from scorewright.loop.registry.queries import VersionNotFoundError, production


def test_activate__second_version__replaces_the_first_in_one_act(make_version, use_case) -> None:
    first, second = make_version(), make_version()
    activate(version_id=first.id, by="user:ama", reason="first")
    activation = activate(version_id=second.id, by="user:ama", reason="better")
    assert production(use_case.name) == second
    assert activation.replaced == first
    first.refresh_from_db()
    assert first.status == Status.RETIRED
    assert Entry.objects.filter(action="activation.created").count() == 2


def test_activate__retired_version__comes_back(make_version, use_case) -> None:
    first, second = make_version(), make_version()
    for version in (first, second, first):
        activate(version_id=version.id, by="user:ama", reason="back and forth")
    assert production(use_case.name) == first


def test_activate__already_in_production__changes_nothing(make_version) -> None:
    version = make_version()
    first = activate(version_id=version.id, by="user:ama", reason="once")
    assert activate(version_id=version.id, by="user:ama", reason="twice") == first


def test_activate__failed_gate__refused_by_name(make_version, use_case) -> None:
    version = make_version(passing=False)
    with pytest.raises(ActivationRefusedError, match="gate failed: roc_auc"):
        activate(version_id=version.id, by="user:ama", reason="please")
    assert production(use_case.name) is None


def test_activate__gate_made_stricter_since__refused(make_version, use_case, monkeypatch) -> None:
    version = make_version()
    strict = replace(use_case, gates=(Gate("roc_auc", ">=", 0.999), *use_case.gates[1:]))
    monkeypatch.setattr("scorewright.loop.deployment.actions.use_case_named", lambda _: strict)
    with pytest.raises(ActivationRefusedError, match=r"roc_auc is 0\.\d+, must be >= 0\.999"):
        activate(version_id=version.id, by="user:ama", reason="first")


def test_activate__unknown_id__changes_nothing(make_version, use_case) -> None:
    version = make_version()
    activate(version_id=version.id, by="user:ama", reason="first")
    with pytest.raises(VersionNotFoundError):
        activate(version_id=uuid.uuid4(), by="user:ama", reason="typo")
    assert production(use_case.name) == version
    assert Activation.objects.count() == 1


def test_activate__artefact_altered__refused(make_version) -> None:
    version = make_version()
    name = f"{version.artefact_sha256[:2]}/{version.artefact_sha256}.onnx"
    file = Path(storages["artefacts"].path(name))
    content = file.read_bytes()
    file.write_bytes(content[:-1])
    try:
        with pytest.raises(ActivationRefusedError, match="altered"):
            activate(version_id=version.id, by="user:ama", reason="first")
    finally:
        file.write_bytes(content)


def test_activate__declared_features_changed__refused(make_version) -> None:
    version = make_version()
    ModelVersion.objects.filter(pk=version.pk).update(features=[])
    with pytest.raises(ActivationRefusedError, match="other features"):
        activate(version_id=version.id, by="user:ama", reason="first")
