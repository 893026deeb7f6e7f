"""Rolling back: one act, and the former configuration exactly."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.core.files.storage import storages

from scorewright.declare.catalogue import UnknownUseCaseError
from scorewright.loop.audit.models import Entry
from scorewright.loop.deployment.actions import RollbackRefusedError, activate, rollback
from scorewright.loop.deployment.models import Activation
from scorewright.loop.notifications.models import Notification
from scorewright.loop.registry.artefacts import ARTEFACTS
from scorewright.loop.registry.models import ModelVersion, Status
from scorewright.loop.registry.queries import production
from scorewright.loop.serving.plans import plan_for
from scorewright.loop.serving.selection import Selection


def _activate(version: ModelVersion) -> Activation:
    return activate(version_id=version.id, by="user:ama", reason="better")


def _back(version: ModelVersion) -> Activation:
    return rollback(use_case=version.use_case, by="user:esi", reason="complaints")


def test_rollback__after_two_activations__the_first_decides_again(make_version) -> None:
    first, second = make_version(), make_version()
    _activate(first), _activate(second)
    done = _back(first)
    assert production(first.use_case) == first
    assert (done.kind, done.version, done.replaced, done.by) == ("rollback", first, second, "user:esi")
    second.refresh_from_db()
    assert second.status == Status.RETIRED
    assert Entry.objects.filter(action="activation.created").count() == 3
    assert Notification.objects.filter(event="model.rolled_back").count() == 1


def test_rollback__twice__goes_further_back_and_never_forward(make_version) -> None:
    versions = [make_version() for _ in range(3)]
    for version in versions:
        _activate(version)
    assert [_back(versions[0]).version, _back(versions[0]).version] == [versions[1], versions[0]]
    with pytest.raises(RollbackRefusedError, match="nothing was in production before"):
        _back(versions[0])
    assert production(versions[0].use_case) == versions[0]


def test_rollback__after_a_new_activation_behind_a_rollback__goes_to_what_decided_before_it(make_version) -> None:
    first, second, third = (make_version() for _ in range(3))
    _activate(first), _activate(second), _back(first), _activate(third)
    assert _back(first).version == first


def test_rollback__threshold_changed_in_between__old_version_decides_by_its_old_threshold(
    make_version, use_case, redeclare
) -> None:
    first, second = make_version(), make_version()
    _activate(first)
    before = plan_for(use_case)
    changed = redeclare(decision=replace(use_case.decision, threshold=0.7))
    _activate(second)
    assert plan_for(changed).policy.decision.threshold == 0.7
    _back(first)
    after = plan_for(changed)
    assert (after.model.label, after.policy) == (before.model.label, before.policy)
    assert after.policy.decision.threshold == 0.5
    # Another version that is asked for by name decides by today's policy.
    assert plan_for(changed, Selection(number=second.number)).policy.decision.threshold == 0.7


def test_activate__version_that_a_rollback_brought_back__then_decides_by_todays_policy(
    make_version, use_case, redeclare
) -> None:
    first, second = make_version(), make_version()
    _activate(first)
    changed = redeclare(decision=replace(use_case.decision, threshold=0.7))
    _activate(second), _back(first)
    done = _activate(first)
    assert done.kind == Activation.Kind.MANUAL
    assert plan_for(changed).policy.decision.threshold == 0.7
    assert production(first.use_case) == first
    assert _back(first).policy["decision"]["threshold"] == 0.5
    assert plan_for(changed).policy.decision.threshold == 0.5


def test_plan__restored_policy_of_other_software__fallback_says_so(make_version, use_case) -> None:
    first, second = make_version(), make_version()
    _activate(first), _activate(second), _back(first)
    Activation.objects.filter(kind="rollback").update(policy={"decision": {"threshold": 0.5, "astrology": True}})
    plan = plan_for(use_case)
    assert plan.model is None
    assert "policy that a rollback brought back cannot be read" in plan.objection


def test_rollback__nothing_activated_yet__refused(make_version) -> None:
    version = make_version()
    with pytest.raises(RollbackRefusedError, match="nothing was ever activated"):
        _back(version)


def test_rollback__only_one_activation__refused_and_changes_nothing(make_version) -> None:
    version = make_version()
    _activate(version)
    with pytest.raises(RollbackRefusedError, match="nothing was in production before late_delivery v1"):
        _back(version)
    assert production(version.use_case) == version
    assert Activation.objects.count() == 1


def test_rollback__artefact_of_the_former_version_gone__refused_and_changes_nothing(make_contestant) -> None:
    first, second = make_contestant("weak"), make_contestant("strong")
    _activate(first), _activate(second)
    file = Path(storages["artefacts"].path(ARTEFACTS.name(first.artefact_sha256)))
    content = file.read_bytes()
    file.unlink()
    try:
        with pytest.raises(RollbackRefusedError, match="is missing"):
            _back(first)
    finally:
        file.write_bytes(content)
    assert production(first.use_case) == second


def test_rollback__rows_from_before_configurations_were_kept__go_back_by_what_they_replaced(make_version) -> None:
    first, second = make_version(), make_version()
    _activate(first), _activate(second)
    Activation.objects.update(former=None, policy=None)
    done = _back(first)
    assert done.version == first
    assert done.policy["decision"]["threshold"] == 0.5


def test_rollback__unknown_use_case__says_so(tenant) -> None:
    with pytest.raises(UnknownUseCaseError):
        rollback(use_case="horoscope", by="user:esi", reason="complaints")
