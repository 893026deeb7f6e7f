"""The only door of automatic replacement: what it lets through, and the reasons where it does not."""

import uuid
from dataclasses import replace

import numpy as np
import pytest

from scorewright.declare.activation import ActivationPolicy
from scorewright.declare.guard import Guard
from scorewright.loop.audit.models import Entry
from scorewright.loop.deployment.actions import activate, consider, rollback
from scorewright.loop.deployment.models import Activation, Consideration
from scorewright.loop.notifications.models import Notification
from scorewright.loop.registry.models import ModelVersion, Status
from scorewright.loop.registry.queries import VersionNotFoundError, production

# A stump puts most rows on one side of the threshold, so a better model moves that share by much.
GUARD = Guard(margin=0.05)
AUTOMATIC = ActivationPolicy(mode="auto_if_better", approval_shift=1.0, minimum_positives=100, minimum_negatives=100)


@pytest.fixture
def automatic(redeclare):
    return redeclare(activation=AUTOMATIC, guard=GUARD)


@pytest.fixture
def champion(make_contestant, automatic) -> ModelVersion:
    version = make_contestant("weak")
    activate(version_id=version.id, by="user:ama", reason="the first")
    return version


def _consider(version: ModelVersion) -> Consideration:
    return consider(version_id=version.id, by="task:training", trigger="data_threshold")


def test_consider__truly_better__replaces_the_champion_and_keeps_why(champion, make_contestant) -> None:
    challenger = make_contestant("strong")
    found = _consider(challenger)
    assert found.activated, found.reasons
    assert found.reasons == []
    assert production(challenger.use_case) == challenger
    champion.refresh_from_db()
    assert champion.status == Status.RETIRED
    assert (found.champion, found.mode, found.trigger) == (champion, "auto_if_better", "data_threshold")
    assert len(found.conditions) == 8
    assert found.comparison["verdict"]["outcome"] == "b_is_better"
    activation = found.activation
    assert activation.kind == Activation.Kind.AUTOMATIC
    assert activation.replaced == champion
    assert (
        activation.reference["champion"]["metrics"]["roc_auc"]
        < activation.reference["challenger"]["metrics"]["roc_auc"]
    )
    assert Entry.objects.filter(action="consideration.created").count() == 1
    assert Notification.objects.filter(event="model.activated").count() == 2


@pytest.mark.parametrize("guard", [None, Guard(margin=0.05, act="alert")], ids=["none", "alert"])
def test_consider__no_guard_that_rolls_back__needs_review_and_says_what_it_takes(
    redeclare, make_contestant, guard: Guard | None
) -> None:
    redeclare(activation=AUTOMATIC, guard=guard)
    champion, challenger = make_contestant("weak"), make_contestant("strong")
    activate(version_id=champion.id, by="user:ama", reason="the first")
    found = _consider(challenger)
    assert not found.activated
    (only,) = found.reasons
    assert only.startswith("rollback: Rollback is not armed: that takes a guard of the use case")


def test_consider__twin_of_the_champion__needs_review_with_the_numbers(automatic, make_contestant) -> None:
    champion, challenger = make_contestant("strong"), make_contestant("twin")
    activate(version_id=champion.id, by="user:ama", reason="the first")
    found = _consider(challenger)
    assert found.outcome == Consideration.Outcome.NEEDS_REVIEW
    assert any(reason.startswith("improvement: roc_auc 0.9") for reason in found.reasons)
    assert production(champion.use_case) == champion
    assert Activation.objects.count() == 1


def test_consider__worse__needs_review(automatic, make_contestant) -> None:
    champion, challenger = make_contestant("strong"), make_contestant("weak")
    activate(version_id=champion.id, by="user:ama", reason="the first")
    found = _consider(challenger)
    assert not found.activated
    assert found.comparison["verdict"]["outcome"] == "a_is_better"


@pytest.mark.parametrize(
    ("mode", "reason"), [("manual", "leaves later activations to people"), ("ab_winner", "an experiment must decide")]
)
def test_consider__mode_that_leaves_it_to_others__needs_review_though_all_conditions_are_met(
    redeclare, make_contestant, mode: str, reason: str
) -> None:
    redeclare(activation=replace(AUTOMATIC, mode=mode), guard=GUARD)
    champion, challenger = make_contestant("weak"), make_contestant("strong")
    activate(version_id=champion.id, by="user:ama", reason="the first")
    found = _consider(challenger)
    assert not found.activated
    (only,) = found.reasons
    assert reason in only
    assert all(condition["passed"] for condition in found.conditions)


def test_consider__nothing_in_production__gates_alone_decide(automatic, make_version) -> None:
    failed, first, second = make_version(passing=False), make_version(), make_version()
    refused, activated, later = _consider(failed), _consider(first), _consider(second)
    assert "gate failed" in refused.reasons[0]
    assert activated.activated
    assert activated.activation.kind == Activation.Kind.FIRST
    assert not later.activated
    assert production(first.use_case) == first


def test_consider__first_activation_by_hand__waits_for_it(redeclare, make_version) -> None:
    redeclare(activation=ActivationPolicy(first="manual"))
    found = _consider(make_version())
    assert (found.activated, found.champion) == (False, None)
    assert "leaves the first activation to people" in found.reasons[0]


def test_consider__in_production_already__unchanged(champion) -> None:
    found = _consider(champion)
    assert found.outcome == Consideration.Outcome.UNCHANGED
    assert Activation.objects.count() == 1


def test_consider__failed_gate__is_not_even_compared(champion, make_version) -> None:
    found = _consider(make_version(passing=False))
    assert not found.activated
    assert found.comparison is None


def test_consider__version_without_hold_out__needs_review_and_says_so(champion, make_contestant) -> None:
    challenger = make_contestant("strong")
    ModelVersion.objects.filter(pk=challenger.pk).update(holdout_sha256="")
    found = _consider(challenger)
    assert not found.activated
    assert "kept no hold-out" in found.reasons[0]


def test_consider__champion_trained_on_the_hold_out__needs_review_and_says_so(
    automatic, make_contestant, contest
) -> None:
    from scorewright.loop.training.rows.row_identity import row_identities

    everything = row_identities(contest.data.records, contest.data.labels)
    champion, challenger = make_contestant("weak", trained=everything), make_contestant("strong")
    activate(version_id=champion.id, by="user:ama", reason="the first")
    assert "trained another version" in _consider(challenger).reasons[0]


def test_consider__too_few_rows_unseen_by_both__needs_review_and_counts_them(
    automatic, make_contestant, contest
) -> None:
    from scorewright.loop.training.rows.row_identity import row_identities

    most = np.concatenate([contest.split.train, contest.split.test[150:]])
    trained = row_identities([contest.data.records[row] for row in most], contest.data.labels[most])
    champion, challenger = make_contestant("weak", trained=trained), make_contestant("strong")
    activate(version_id=champion.id, by="user:ama", reason="the first")
    found = _consider(challenger)
    assert not found.activated
    assert 100 < found.comparison["rows"] <= 150  # some are equal to rows that trained
    assert any("enough_outcomes" in reason and "lowered from the usual 200" in reason for reason in found.reasons)


def test_consider__no_quality_report__needs_review(champion, make_contestant) -> None:
    found = _consider(make_contestant("strong", quality={}))
    assert found.reasons == ["reports: Missing: data-quality report."]


def test_consider__rolled_back_from__is_not_put_back_by_itself(champion, make_contestant) -> None:
    challenger = make_contestant("strong")
    assert _consider(challenger).activated
    rollback(use_case=challenger.use_case, by="user:ama", reason="complaints")
    again = _consider(challenger)
    assert not again.activated
    assert "rolled back from" in again.reasons[0]
    assert production(challenger.use_case) == champion


def test_consider__comparisons_of_the_year_used_up__needs_review(redeclare, make_contestant) -> None:
    redeclare(activation=replace(AUTOMATIC, retrains_a_year=2), guard=GUARD)
    champion = make_contestant("strong")
    activate(version_id=champion.id, by="user:ama", reason="the first")
    twins = [make_contestant("twin") for _ in range(3)]
    found = [_consider(twin) for twin in (*twins[:2], twins[0], twins[2])]
    used_up = [any("used up" in reason for reason in one.reasons) for one in found]
    assert used_up == [False, False, False, True]  # the third looked at the same two again: the same comparison


def test_consider__same_two_twice__same_answer(automatic, make_contestant) -> None:
    champion, challenger = make_contestant("strong"), make_contestant("twin")
    activate(version_id=champion.id, by="user:ama", reason="the first")
    one, other = _consider(challenger), _consider(challenger)
    assert (one.conditions, one.comparison) == (other.conditions, other.comparison)


def test_consider__another_version_meanwhile__needs_review(champion, make_contestant, monkeypatch) -> None:
    challenger, third = make_contestant("strong"), make_contestant("twin")
    from scorewright.loop.deployment import actions

    def meanwhile(use_case: str, lock=actions.lock_use_case) -> None:
        monkeypatch.setattr(actions, "lock_use_case", lock)
        activate(version_id=third.id, by="user:esi", reason="I was quicker")

    monkeypatch.setattr(actions, "lock_use_case", meanwhile)
    found = _consider(challenger)
    assert not found.activated
    assert "while this one was compared" in found.reasons[0]


def test_consider__another_comparison_meanwhile_takes_the_last_of_the_year__needs_review(
    redeclare, make_contestant, monkeypatch
) -> None:
    redeclare(activation=replace(AUTOMATIC, retrains_a_year=1), guard=GUARD)
    champion, challenger, twin = make_contestant("weak"), make_contestant("strong"), make_contestant("weak")
    activate(version_id=champion.id, by="user:ama", reason="the first")
    from scorewright.loop.deployment import actions

    def meanwhile(use_case: str, lock=actions.lock_use_case) -> None:
        monkeypatch.setattr(actions, "lock_use_case", lock)
        assert not _consider(twin).activated

    monkeypatch.setattr(actions, "lock_use_case", meanwhile)
    found = _consider(challenger)
    assert not found.activated
    assert found.reasons == ["no comparison of this year is left to this one"]
    assert production(challenger.use_case) == champion


def test_consider__unknown_id__changes_nothing(champion) -> None:
    with pytest.raises(VersionNotFoundError):
        consider(version_id=uuid.uuid4(), by="task:training", trigger="manual")
    assert not Consideration.objects.exists()
