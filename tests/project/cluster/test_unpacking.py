import dataclasses
import json
from pathlib import Path

import pytest

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.serving.bulk.beginning import begin
from scorewright.loop.serving.bulk.fingerprints import Fingerprint
from scorewright.loop.serving.models import ScoringRun
from scorewright.loop.tenancy.scope import Scope, acting
from scorewright.project.cluster.folders import Folders
from scorewright.project.cluster.kit import Kit
from scorewright.project.cluster.packing import pack
from scorewright.project.cluster.running import prepare_folder
from scorewright.project.cluster.unpacking import KitRefusedError, unpack


@pytest.fixture
def kit(model_tenant, folder: Path, tmp_path: Path) -> Kit:
    with acting(model_tenant[0], actor="test") as scope:
        assert isinstance(scope, Scope)
        folders = Folders(folder, tmp_path / "out")
        run_id = prepare_folder(use_case_named("german_credit"), folders, scope, ignored=(), resume=False)
        return pack(begin(ScoringRun.objects.get(pk=run_id), Fingerprint("0" * 64, 1, 0)))


def test_unpack__what_was_packed__same_policy_and_model(kit: Kit) -> None:
    unpacked = unpack(kit)
    assert unpacked.plan.policy.fingerprint == kit.policy_fingerprint
    assert unpacked.plan.model is not None
    assert kit.model is not None
    assert unpacked.plan.model.label == kit.model.label
    assert unpacked.engine is not None


def test_unpack__artefact_altered_on_its_way__refused(kit: Kit) -> None:
    assert kit.model is not None
    altered = dataclasses.replace(kit.model, artefact=kit.model.artefact[:-1] + b"!")
    with pytest.raises(KitRefusedError, match="another SHA-256"):
        unpack(dataclasses.replace(kit, model=altered))


def test_unpack__policy_altered_on_its_way__refused(kit: Kit) -> None:
    content = json.loads(kit.policy)
    content["decision"]["threshold"] = 0.123
    with pytest.raises(KitRefusedError, match="another fingerprint"):
        unpack(dataclasses.replace(kit, policy=json.dumps(content)))


def test_unpack__worker_with_another_version_of_ours__refused(kit: Kit) -> None:
    with pytest.raises(KitRefusedError, match=r"began with scorewright 0\.0\.9"):
        unpack(dataclasses.replace(kit, software="0.0.9"))
