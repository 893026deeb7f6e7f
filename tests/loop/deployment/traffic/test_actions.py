"""Opening and ending traffic plans, and what an activation or a rollback does to one that is open."""

import uuid
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from scorewright.declare.activation import ActivationPolicy
from scorewright.declare.catalogue import UnknownUseCaseError
from scorewright.declare.guard import Guard
from scorewright.loop.audit.models import Entry
from scorewright.loop.deployment.actions import ActivationRefusedError, activate, consider, rollback
from scorewright.loop.deployment.models import Consideration, TrafficPlan, TrafficShare
from scorewright.loop.deployment.traffic.actions import Part, end, start
from scorewright.loop.deployment.traffic.queries import has_arms, open_plan
from scorewright.loop.deployment.traffic.refusals import TrafficConflictError, TrafficRejectedError
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.registry.queries import VersionNotFoundError, production

Start = Callable[..., TrafficPlan]


@pytest.fixture
def live(make_version) -> ModelVersion:
    version = make_version()
    activate(version_id=version.id, by="user:ama", reason="the first")
    return version


@pytest.fixture
def begin(live: ModelVersion, use_case) -> Start:
    return lambda **given: start(use_case=use_case.name, by="user:ama", reason="to see", **given)


def part(version: ModelVersion, share: float = 1.0, name: str = "") -> Part:
    return Part(version_id=version.pk, share=share, name=name)


def test_start__arms_and_a_shadow__kept_with_who_why_and_what_was_in_production(begin, live, make_version) -> None:
    challenger, other = make_version(), make_version()
    plan = begin(arms=[part(live, 0.5, "champion"), part(challenger, 0.3)], shadows=[part(other, 0.1)])
    found = open_plan(live.use_case)
    assert found == plan
    assert (found.production, found.by, found.reason, found.experiment) == (live, "user:ama", "to see", str(plan.pk))
    assert [(arm.name, arm.version, arm.share) for arm in found.arms] == [
        ("champion", live, 0.5),
        (challenger.label, challenger, 0.3),
    ]
    assert [(shadow.version, shadow.share) for shadow in found.shadows] == [(other, 0.1)]
    assert found.holdout_share == pytest.approx(0.2)
    actions = set(Entry.objects.values_list("action", flat=True))
    assert {"traffic_plan.created", "traffic_share.created"} <= actions


def test_start__declared_unit__kept_for_the_arms(begin, live, make_version, redeclare) -> None:
    redeclare(unit_field="van")
    assert begin(arms=[part(make_version(), 0.5)]).unit_field == "van"


def test_start__shares_of_one__no_holdout(begin, live, make_version) -> None:
    assert begin(arms=[part(live, 0.9), part(make_version(), 0.1)]).holdout_share == 0


def test_start__second_while_one_is_open__refused_and_nothing_changes(begin, make_version) -> None:
    first = begin(shadows=[part(make_version())])
    with pytest.raises(TrafficConflictError, match="has a traffic plan already, of user:ama: end it first"):
        begin(shadows=[part(make_version())])
    assert list(TrafficPlan.objects.all()) == [first]


def test_one_open_plan__written_past_the_action__refused_by_the_database(begin, live, make_version) -> None:
    begin(shadows=[part(make_version())])
    with pytest.raises(IntegrityError, match="one_open_traffic_plan"), transaction.atomic():
        TrafficPlan.objects.create(use_case=live.use_case, production=live, reason="", by="")


def test_start__nothing_in_production__refused(make_version, use_case) -> None:
    with pytest.raises(TrafficConflictError, match="no model in production"):
        start(use_case=use_case.name, by="user:ama", reason="x", shadows=[part(make_version())])


def test_start__unknown_use_case_or_version__said(begin) -> None:
    with pytest.raises(UnknownUseCaseError):
        start(use_case="nothing", by="user:ama", reason="x")
    with pytest.raises(VersionNotFoundError):
        begin(shadows=[Part(version_id=uuid.uuid4())])


def test_start__failed_gate__no_arm_but_a_shadow(begin, live, make_version) -> None:
    failed = make_version(passing=False)
    with pytest.raises(TrafficRejectedError, match="gate failed: roc_auc") as refused:
        begin(arms=[part(live, 0.5), part(failed, 0.5)])
    assert refused.value.field == "arms.1.version_id"
    assert begin(shadows=[part(failed)]).shadows[0].version == failed


@pytest.mark.parametrize(
    ("field", "message", "arms", "shadows"),
    [
        ("arms", "arms, shadows or both", [], []),
        ("arms", "exceed 1", [("new", 0.6), ("live", 0.6)], []),
        ("arms", "names of their own", [("new", 0.2), ("new", 0.2)], []),
        ("arms", "no split", [("new", 1.0)], []),
        ("arms.0.share", "above 0", [("new", 0.0)], []),
        ("shadows.0.share", "at most 1", [], [("new", 1.5)]),
        ("shadows", "cannot look on at itself", [], [("live", 1.0)]),
        ("shadows", "once", [], [("new", 1.0), ("new", 0.5)]),
    ],
)
def test_start__breaks_a_rule__field_and_rule_named(begin, live, make_version, field, message, arms, shadows) -> None:  # noqa: PLR0917
    versions = {"live": live, "new": make_version()}
    given = {
        "arms": [part(versions[name], share) for name, share in arms],
        "shadows": [part(versions[name], share) for name, share in shadows],
    }
    with pytest.raises(TrafficRejectedError, match=message) as refused:
        begin(**given)
    assert refused.value.field == field
    assert not TrafficPlan.objects.exists()
    assert not TrafficShare.objects.exists()


def test_start__version_of_another_use_case__refused(begin, make_version) -> None:
    other = make_version()
    ModelVersion.objects.filter(pk=other.pk).update(use_case="another")
    with pytest.raises(TrafficRejectedError, match="is none of late_delivery"):
        begin(shadows=[part(other)])


def test_end__open_plan__closed_with_who_and_why_and_another_may_follow(begin, live, make_version) -> None:
    begin(shadows=[part(make_version())])
    ended = end(use_case=live.use_case, by="user:kofi", reason="seen enough")
    assert (ended.ended_by, ended.end_reason) == ("user:kofi", "seen enough")
    assert ended.ended_at is not None
    assert open_plan(live.use_case) is None
    begin(shadows=[part(make_version())])


def test_end__nothing_open__refused(begin, live) -> None:
    with pytest.raises(TrafficConflictError, match="no traffic plan that is open"):
        end(use_case=live.use_case, by="user:ama", reason="x")


def test_activate__arms_are_open__refused_and_they_stay(begin, live, make_version) -> None:
    challenger = make_version()
    plan = begin(arms=[part(live, 0.5), part(challenger, 0.5)])
    with pytest.raises(ActivationRefusedError, match="end that plan first"):
        activate(version_id=challenger.pk, by="user:ama", reason="better")
    assert (production(live.use_case), open_plan(live.use_case)) == (live, plan)


def test_activate__only_shadows_are_open__ends_them(begin, live, make_version) -> None:
    challenger = make_version()
    begin(shadows=[part(challenger)])
    activate(version_id=challenger.pk, by="user:ama", reason="better")
    assert production(live.use_case) == challenger
    assert open_plan(live.use_case) is None
    assert TrafficPlan.objects.get().end_reason == f"{challenger.label} went into production: better"


def test_rollback__arms_are_open__ends_them_at_once(begin, live, make_version) -> None:
    second = make_version()
    activate(version_id=second.pk, by="user:ama", reason="better")
    begin(arms=[part(second, 0.5), part(live, 0.5)])
    rollback(use_case=live.use_case, by="user:kofi", reason="complaints")
    assert production(live.use_case) == live
    assert not has_arms(live.use_case)
    assert TrafficPlan.objects.get().end_reason == f"{live.label} decides again: complaints"


def test_consider__arms_are_open__left_to_a_person_though_all_conditions_are_met(
    make_contestant, use_case, redeclare
) -> None:
    weak, strong = make_contestant("weak"), make_contestant("strong")
    activate(version_id=weak.pk, by="user:ama", reason="the first")
    limits = {"approval_shift": 1.0, "minimum_positives": 100, "minimum_negatives": 100}
    redeclare(activation=ActivationPolicy(mode="auto_if_better", **limits), guard=Guard(margin=0.05))
    start(use_case=use_case.name, by="user:ama", reason="x", arms=[part(weak, 0.5), part(strong, 0.5)])
    found = consider(version_id=strong.pk, by="task:test", trigger="test")
    assert found.outcome == Consideration.Outcome.NEEDS_REVIEW
    assert found.reasons == ["the arms of a traffic plan share the requests now: end that plan first"]
    assert production(use_case.name) == weak
