"""Kept decisions, made again."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages

from scorewright.declare import catalogue
from scorewright.declare.decision import Decision as DeclaredDecision
from scorewright.declare.features import Feature
from scorewright.declare.use_case import UseCase
from scorewright.loop.serving import loaded_models
from scorewright.loop.serving.actions import decide
from scorewright.loop.serving.models import Decision, Policy
from scorewright.loop.serving.replay import kept_pages
from scorewright.loop.serving.replay.kept_pages import Chosen
from scorewright.loop.serving.replay.replaying import Report, replay
from scorewright.loop.tenancy.actions import create_tenant
from scorewright.loop.tenancy.scope import Scope, acting
from scorewright.science.policy.bands import Band, Bands
from scorewright.science.policy.scales import PointsScale

RAW = {"distance": 80, "parcels": -9, "van": None, "driver_sex": "f"}
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

SCALE = PointsScale(minimum=300, maximum=850, anchor_score=600, anchor_odds=6, points_to_double_odds=60)

Decide = Callable[..., Decision]


def _banded(use_case: UseCase, edge: float, **changes: Any) -> UseCase:
    bands = Bands((Band("low", 0, "small"), Band("high", edge, "great")))
    decision = DeclaredDecision(threshold=0.5, bands=bands, bands_on="probability", review_below=0.7, **changes)
    return replace(use_case, decision=decision)


@pytest.fixture
def replayed(tenant_id: uuid.UUID) -> Callable[..., Report]:
    """Makes the decisions of the test's tenant again."""

    def run(since: datetime = LONG_AGO, **chosen: Any) -> Report:
        until = chosen.pop("until", datetime.now(UTC) + timedelta(seconds=1))
        return replay(Scope(tenant_id, "user:test", "admin"), Chosen(since, until, **chosen))

    return run


@pytest.fixture
def decided(tenant_id: uuid.UUID, use_case: UseCase) -> Decide:
    """Decides once, committed."""

    def run(raw: object = RAW, *, by: UseCase = use_case, **options: Any) -> Decision:
        with acting(tenant_id, actor="user:test", role="admin"):
            return decide(use_case=by, raw=raw, **options)

    return run


@pytest.fixture
def changed(tenant_id: uuid.UUID) -> Callable[..., None]:
    """Changes a kept row, as somebody with the database could."""

    def run(decision: Decision, **values: Any) -> None:
        with acting(tenant_id, actor="user:test", role="admin"):
            assert Decision.objects.filter(pk=decision.pk).update(**values) == 1

    return run


@pytest.fixture
def scored(put_live: Callable[[], object], use_case: UseCase) -> UseCase:
    """The small use case with all that a policy can have, and a version in production."""
    put_live()
    return replace(use_case, decision=replace(_banded(use_case, 0.6).decision, scale=SCALE, explain="always"))


def _counts(report: Report) -> tuple[int, int, int, int]:
    total = report.total
    return total.decisions, total.equal, total.differing, total.unreplayable


def test_replay__every_kind_of_answer__equal(put_live, decided, caller, replayed, use_case) -> None:
    decided()  # no model yet: the fallback
    put_live()
    for distance in (0, 12.5, 49.9, 50, 1000):
        decided(RAW | {"distance": distance})
        decided({"distance": distance, "van": "large"}, explain=True)
    caller.post([{"distance": 3}, {"distance": "x"}, RAW])
    caller.post(RAW, "/api/v1/predict/late_delivery/?explain=true")
    decided(RAW | {"parcels": 1e23})  # which JSON of the database writes out as a whole number
    always = _banded(use_case, 0.5, explain="always")
    decided(by=always)
    report = replayed()
    assert report.to_json()["first_differing"] == []
    assert _counts(report) == (16, 16, 0, 0)
    assert (report.fallback.decisions, report.fallback.equal, report.features_differ) == (1, 1, 0)


def test_replay__bands_moved_since__still_equal_by_the_recorded_policy(
    put_live, decided, replayed, use_case, monkeypatch
) -> None:
    put_live()
    then = _banded(use_case, 0.6)
    probability = decided(by=then).probability
    now = _banded(use_case, probability + 0.01)
    known = {use_case.name: now}
    monkeypatch.setattr(catalogue, "use_cases", lambda: known)
    decided(by=now)
    assert _counts(replayed()) == (2, 2, 0, 0)


def test_replay__two_versions__each_by_its_own_and_one_can_be_chosen(put_live, decided, replayed) -> None:
    for _ in range(2):
        put_live()
        decided()
    report = replayed()
    assert {name: counts.equal for name, counts in report.versions.items()} == {
        ("late_delivery", "v1"): 1,
        ("late_delivery", "v2"): 1,
    }
    assert _counts(replayed(version="v2")) == (1, 1, 0, 0)
    assert _counts(replayed(use_case="retention")) == (0, 0, 0, 0)


@pytest.mark.parametrize(
    "change",
    [
        ({"probability": 0.123}, {"probability"}),
        ({"label": 0}, {"label", "label_value"}),
        ({"label_value": "no"}, {"label_value"}),
        ({"score": 1}, {"score"}),
        ({"band": "low"}, {"band"}),
        ({"risk": "small"}, {"risk"}),
        ({"confidence": 0.51}, {"confidence"}),
        ({"width": 0.001}, {"width"}),
        ({"threshold": 0.4}, {"threshold"}),
        ({"needs_review": True}, {"needs_review"}),
        ({"reasons": None}, {"reasons"}),
        ({"reasons": [{"feature": "van", "words": "Van", "contribution": 1.0}]}, {"reasons"}),
        ({"reasons": "because"}, {"reasons"}),
        ({"version": "v9"}, {"version"}),
        ({"fallback": True}, {"fallback"}),
        ({"features": {"distance": 1.0, "parcels": None, "van": None}}, {"probability", "reasons"}),
        ({"features": {"distance": "far", "parcels": None, "van": None}}, {"features"}),
        ({"features": []}, {"features"}),
    ],
)
def test_replay__row_that_was_changed__is_named_with_what_differs(scored, decided, replayed, changed, change) -> None:
    values, what = change
    sound, tampered = decided(by=scored), decided(by=scored)
    assert (tampered.label_value, tampered.band, tampered.needs_review) == ("yes", "high", False)
    changed(tampered, **values)
    report = replayed()
    assert _counts(report) == (2, 1, 1, 0)
    (found,) = report.to_json()["first_differing"]
    assert found["id"] == str(tampered.id) != str(sound.id)
    named = {difference["what"] for difference in found["differences"]}
    assert what <= named
    assert named == what or "features" in values


def _moved(table: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
    return lambda kept: {table: kept[table] | {"distance": kept[table]["distance"] + 0.001}}


@pytest.mark.parametrize(
    "change",
    [
        _moved("contributions"),
        _moved("points"),
        lambda kept: {"points": {name: points for name, points in kept["points"].items() if name != "van"}},
        lambda kept: {"points": None},
        lambda kept: {"base_points": kept["base_points"] + 1},
        lambda kept: {"base_points": None},
        lambda kept: {"before_calibration": True},
        lambda kept: {"exact": False},
    ],
)
def test_replay__explanation_that_was_changed__is_found(scored, decided, replayed, changed, change) -> None:
    decision = decided(by=scored, explain=True)
    assert _counts(replayed()) == (1, 1, 0, 0)
    changed(decision, explanation=decision.explanation | change(decision.explanation))
    (found,) = replayed().to_json()["first_differing"]
    assert found["differences"] == [{"what": "explanation"}]


@pytest.mark.parametrize("change", [lambda points: points + 0.001, lambda points: None])
def test_replay__points_of_a_reason_that_were_changed__are_found(scored, decided, replayed, changed, change) -> None:
    decision = decided(by=scored)
    first, *others = decision.reasons
    changed(decision, reasons=[first | {"points": change(first["points"])}, *others])
    (found,) = replayed().to_json()["first_differing"]
    assert found["differences"] == [{"what": "reasons"}]


def test_replay__points_where_there_is_no_scale__are_found(put_live, decided, replayed, changed) -> None:
    put_live()
    decision = decided(explain=True)
    changed(decision, reasons=[reason | {"points": -1.0} for reason in decision.reasons])
    (found,) = replayed().to_json()["first_differing"]
    assert found["differences"] == [{"what": "reasons"}]


def test_replay__artefact_gone__names_decision_and_version(put_live, decided, replayed, monkeypatch) -> None:
    version = put_live()
    gone = decided()
    monkeypatch.setattr(loaded_models, "RECHECK_SECONDS", 0.0)
    file = Path(storages["artefacts"].path(f"{version.artefact_sha256[:2]}/{version.artefact_sha256}.onnx"))
    content = file.read_bytes()
    file.unlink()
    try:
        report = replayed()
    finally:
        file.write_bytes(content)
    assert _counts(report) == (1, 0, 0, 1)
    (named,) = report.unreplayable
    assert named["id"] == str(gone.id)
    assert "late_delivery v1" in named["why"]
    assert "missing" in named["why"]


def test_replay__policy_altered_missing_or_never_recorded__says_which(
    tenant_id, scored, decided, replayed, changed
) -> None:
    old, lost, altered = decided(), decided(), decided(by=scored)
    changed(old, policy="")
    changed(lost, policy="f" * 64)
    with acting(tenant_id, actor="user:test", role="admin"):
        kept = Policy.objects.get(fingerprint=altered.policy)
        kept.content["decision"]["threshold"] = 0.4
        kept.save()
    report = replayed()
    assert _counts(report) == (3, 0, 0, 3)
    why = {one["id"]: one["why"] for one in report.unreplayable}
    assert "older than" in why[str(old.id)]
    assert "is missing" in why[str(lost.id)]
    assert "altered" in why[str(altered.id)]


def test_replay__fallback__by_todays_where_it_is_the_same_version(
    decided, replayed, changed, use_case, monkeypatch
) -> None:
    decided()
    tampered = decided()
    changed(tampered, probability=0.4)
    report = replayed()
    assert _counts(report) == (2, 1, 1, 0)
    other = replace(use_case, fallback=replace(use_case.fallback, version="heuristic_v2"))
    monkeypatch.setattr(catalogue, "use_cases", lambda: {other.name: other})
    report = replayed()
    assert (report.fallback.decisions, report.fallback.unreplayable) == (2, 2)
    assert "heuristic_v2 today" in report.unreplayable[0]["why"]


def test_replay__feature_code_changed__is_counted_and_no_difference(
    put_live, decided, replayed, use_case, monkeypatch
) -> None:
    put_live()
    decision = decided()
    first, *others = use_case.features
    changed = replace(use_case, features=(Feature(name=first.name, compute=lambda record: 1.0), *others))
    monkeypatch.setattr(catalogue, "use_cases", lambda: {changed.name: changed})
    report = replayed()
    assert _counts(report) == (1, 1, 0, 0)
    assert (report.features_differ, report.features_differing) == (1, [str(decision.id)])


def test_replay__more_than_a_page__every_one_once(put_live, decided, replayed, changed, monkeypatch) -> None:
    put_live()
    monkeypatch.setattr(kept_pages, "AT_ONCE", 3)
    made = [decided(RAW | {"distance": distance}) for distance in range(10)]
    for decision in made[2:6]:  # pages part at equal moments too
        changed(decision, at=made[2].at)
    assert _counts(replayed()) == (10, 10, 0, 0)
    assert _counts(replayed(since=made[6].at)) == (4, 4, 0, 0)
    assert _counts(replayed(until=made[6].at)) == (6, 6, 0, 0)


def test_replay__another_tenants_decisions__are_not_seen(put_live, decided, replayed) -> None:
    put_live()
    decided()
    slug = f"s-{uuid.uuid4().hex[:12]}"
    other = create_tenant(slug=slug, name=slug, by="test").id
    assert replay(Scope(other, "user:test"), Chosen(LONG_AGO, datetime.now(UTC))).total.decisions == 0
