import math
import time
from copy import copy
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from django.core.files.storage import storages

from scorewright.declare.errors import RecordRejected
from scorewright.declare.features import feature_table
from scorewright.loop.deployment.actions import activate
from scorewright.loop.notifications.models import Alert
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.serving import loaded_models
from scorewright.loop.serving.actions import decide
from scorewright.loop.serving.models import Decision
from scorewright.science.artefacts.running import Runner, load

RAW = {"distance": 80, "parcels": -9, "van": None, "driver_sex": "f"}


@pytest.fixture
def live(make_version, monkeypatch: pytest.MonkeyPatch) -> ModelVersion:
    version = make_version()
    activate(version_id=version.id, by="user:test", reason="first")
    monkeypatch.setattr(loaded_models, "RECHECK_SECONDS", 0.0)
    return version


def _artefact(version: ModelVersion) -> Path:
    return Path(storages["artefacts"].path(f"{version.artefact_sha256[:2]}/{version.artefact_sha256}.onnx"))


def test_decide__production_version__answers_as_its_artefact_and_keeps_all(live, use_case, finished) -> None:
    decision = Decision.objects.get(pk=decide(use_case=use_case, raw=RAW, request_id="r-1").pk)
    features = {"distance": 80.0, "parcels": None, "van": None}
    expected = load(finished.content).probability(feature_table(use_case.features, [features]))[0]
    assert decision.probability == round(float(expected), 6)
    assert decision.label == int(decision.probability > 0.5)
    assert (decision.record, decision.features, decision.request_id) == (RAW, features, "r-1")
    assert (decision.version, decision.fallback, decision.model_version) == ("v1", False, live)


def test_decide__protected_field__kept_in_the_record_and_never_a_feature(live, use_case) -> None:
    other = decide(use_case=use_case, raw=RAW | {"driver_sex": "m"})
    assert decide(use_case=use_case, raw=RAW).probability == other.probability
    assert "driver_sex" not in other.features


def test_decide__no_model__fallback_answers_marked_with_one_alert(tenant, use_case) -> None:
    for _ in range(3):
        decision = decide(use_case=use_case, raw=RAW)
    assert (decision.probability, decision.version, decision.fallback) == (0.9, "heuristic_v1", True)
    assert decision.confidence == use_case.fallback.confidence
    assert "no model in production" in decision.fallback_reason
    assert Alert.objects.get().times == 1  # told once, until the reason changes


@pytest.mark.parametrize("damage", [Path.unlink, lambda file: file.write_bytes(b"not what was registered")])
def test_decide__artefact_gone_or_altered__fallback_then_model_again_when_it_is_back(live, use_case, damage) -> None:
    file = _artefact(live)
    content = file.read_bytes()
    assert not decide(use_case=use_case, raw=RAW).fallback
    try:
        damage(file)
        assert decide(use_case=use_case, raw=RAW).fallback
    finally:
        time.sleep(0.01)
        file.write_bytes(content)
    assert not decide(use_case=use_case, raw=RAW).fallback
    assert not Alert.objects.filter(resolved_at=None).exists()


def test_decide__trained_on_other_features__fallback(live, use_case) -> None:
    ModelVersion.objects.filter(pk=live.pk).update(features=[])
    assert "other features" in decide(use_case=use_case, raw=RAW).fallback_reason


def test_decide__feature_that_fails__fallback_says_which_error(live, use_case) -> None:
    broken = replace(use_case.features[0], name="distance", compute=lambda record: 1 / (record["distance"] - 80))
    faulty = copy(use_case)
    object.__setattr__(faulty, "features", (broken, *use_case.features[1:]))
    decision = decide(use_case=faulty, raw=RAW)
    assert decision.fallback
    assert "fails with ZeroDivisionError" in decision.fallback_reason


def test_decide__answer_that_is_no_number__fallback(live, use_case, monkeypatch) -> None:
    monkeypatch.setattr(Runner, "each", lambda *_: [math.nan])
    assert "gives no number" in decide(use_case=use_case, raw=RAW).fallback_reason


def test_decide__broken_record__names_every_rule_and_keeps_nothing(live, use_case) -> None:
    with pytest.raises(RecordRejected) as rejected:
        decide(use_case=use_case, raw={"distance": -1, "van": "huge", "colour": "red"})
    assert [(problem.field, problem.rule) for problem in rejected.value.problems] == [
        ("colour", "unknown"),
        ("distance", "minimum"),
        ("van", "categories"),
    ]
    assert not Decision.objects.exists()


def test_decide__hundred_records__hundred_rows(live, use_case) -> None:
    for distance in np.linspace(0, 100, 100):
        decide(use_case=use_case, raw=RAW | {"distance": float(distance)})
    assert Decision.objects.count() == 100
