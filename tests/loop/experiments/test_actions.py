"""Starting, looking and stopping: one version in production whatever happens, and no winner out of nothing."""

import threading
import uuid

import pytest
from django.db import DatabaseError, connection, transaction

from scorewright.loop.audit.models import Entry
from scorewright.loop.deployment.actions import ActivationRefusedError, activate, rollback
from scorewright.loop.deployment.models import Activation, TrafficPlan
from scorewright.loop.deployment.traffic.actions import Part, end
from scorewright.loop.deployment.traffic.queries import open_plan
from scorewright.loop.deployment.traffic.refusals import TrafficConflictError
from scorewright.loop.experiments import ending
from scorewright.loop.experiments.actions import look, stop
from scorewright.loop.experiments.models import Experiment, Look
from scorewright.loop.experiments.queries import ExperimentNotFoundError, experiment, experiments
from scorewright.loop.experiments.refusals import ExperimentConflictError, ExperimentRejectedError
from scorewright.loop.notifications.models import Notification
from scorewright.loop.registry.models import ModelVersion, Status
from scorewright.loop.tenancy.scope import acting

BETTER = {"champion": {"right": 60, "wrong": 60}, "b": {"right": 114, "wrong": 6}}
ALIKE = {"champion": {"right": 80, "wrong": 40}, "b": {"right": 81, "wrong": 39}}


def in_production(use_case: str) -> list[ModelVersion]:
    return list(ModelVersion.objects.filter(use_case=use_case, status=Status.PRODUCTION))


def halt(found: Experiment, **given: object) -> Experiment:
    return stop(**{"experiment_id": found.pk, "by": "user:kofi", "reason": "seen enough"} | given)


def told(event: str) -> int:
    return Notification.objects.filter(event=event).count()


def test_start__units_are_planned__power_is_stated_and_the_plan_is_open(begin, two) -> None:
    found = begin(baseline=0.8, planned_units=3470)
    assert (found.champion, found.state, found.by) == ("champion", "running", "user:ama")
    assert found.detectable == pytest.approx(0.05, abs=0.002)
    assert found.plan == open_plan(two[0].use_case)
    assert {"experiment.created", "traffic_plan.created"} <= set(Entry.objects.values_list("action", flat=True))


def test_start__a_gain_is_wished__units_follow_from_it(begin) -> None:
    found = begin(baseline=0.8, planned_units=None, gain=0.05, mode="fixed_horizon")
    assert found.planned_units == 1812
    assert found.detectable == pytest.approx(0.05, abs=1e-4)


def test_start__nothing_said_of_the_champion__its_hold_out_tells(begin, two) -> None:
    assert begin().baseline == two[0].metrics["accuracy"]["value"]


@pytest.mark.parametrize(
    ("field", "message", "terms"),
    [
        ("planned_units", "before the start", {"planned_units": None}),
        ("planned_units", "too few for 2 arms", {"planned_units": 199}),
        ("metric", "ROC-AUC is no mean over decisions", {"metric": "roc_auc"}),
        ("metric", "'luck' is not known", {"metric": "luck"}),
        ("costs", "a false_positive and a false_negative cost", {"metric": "cost"}),
        ("costs", "for the metric cost", {"costs": {"false_positive": 1, "false_negative": 5}}),
        ("costs", "false_negative: must be named", {"metric": "cost", "costs": {"false_positive": 1}}),
        ("spread", "less than 100 labelled", {"metric": "brier", "planned_units": None, "gain": 0.01}),
        ("gain", "more than an accuracy of 0.9 can gain", {"planned_units": None, "gain": 0.2, "baseline": 0.9}),
        ("alpha", "must be within", {"alpha": 0.5}),
    ],
)
def test_start__breaks_a_rule__field_named_and_no_plan_opened(begin, field, message, terms) -> None:
    with pytest.raises(ExperimentRejectedError, match=message) as refused:
        begin(**terms)
    assert refused.value.field == field
    assert not TrafficPlan.objects.exists()


def test_start__second_while_one_runs__refused(begin) -> None:
    begin()
    with pytest.raises(TrafficConflictError, match="has a traffic plan already"):
        begin()


def test_start__production_has_no_arm__the_rest_is_the_champion(begin, two, give) -> None:
    found = begin(arms=[Part(version_id=two[1].pk, share=0.3, name="b")])
    assert (found.champion, found.challengers) == ("holdout", 1)
    give(found, holdout={"right": 60, "wrong": 60, "without": 120}, b={"right": 98, "wrong": 5})
    assert look(experiment_id=found.pk, by="user:ama").last_look.winner == "b"


def test_start__production_has_no_arm_and_nothing_is_left_to_it__refused(begin, two, make_version) -> None:
    arms = [Part(version_id=two[1].pk, share=0.5), Part(version_id=make_version().pk, share=0.5)]
    with pytest.raises(ExperimentRejectedError, match="give it an arm") as refused:
        begin(arms=arms)
    assert refused.value.field == "arms"


def test_rule__changed_after_the_start__refused_by_the_database(begin) -> None:
    found = begin()
    with pytest.raises(DatabaseError, match="stated before its start"), transaction.atomic():
        Experiment.objects.filter(pk=found.pk).update(alpha=0.2)


def test_look__kept_and_never_changed(begin, give) -> None:
    found = begin()
    give(found, **BETTER)
    look(experiment_id=found.pk, by="user:ama")
    for change in (lambda: Look.objects.update(outcome="tie"), lambda: Look.objects.all().delete()):
        with pytest.raises(DatabaseError, match="looks only grow"), transaction.atomic():
            change()


def test_look__no_feedback_at_all__not_enough_and_no_winner(begin, give) -> None:
    found = begin()
    give(found, champion={"right": 0, "wrong": 0, "without": 50}, b={"right": 0, "wrong": 0, "without": 48})
    verdict = look(experiment_id=found.pk, by="user:ama").last_look
    assert (verdict.outcome, verdict.winner, verdict.keep) == ("not_enough_outcomes", None, "champion")
    arms = [(arm["assigned_units"], arm["labelled_units"], arm["mean"]) for arm in verdict.arms]
    assert arms == [(50, 0, None), (48, 0, None)]


def test_look__nobody_asked_yet__not_enough(begin) -> None:
    assert look(experiment_id=begin().pk, by="user:ama").last_look.outcome == "not_enough_outcomes"


def test_look__windows_are_open__nothing_counts_yet(begin, give, clock) -> None:
    found = begin()
    give(found, **BETTER)
    clock.forward(days=-1.5)
    assert look(experiment_id=found.pk, by="user:ama").last_look.outcome == "not_enough_outcomes"


def test_look__winner__people_are_told_once(begin, give) -> None:
    found = begin()
    give(found, **BETTER)
    for _ in range(2):
        verdict = look(experiment_id=found.pk, by="user:ama").last_look
        assert (verdict.outcome, verdict.winner) == ("winner", "b")
    assert (told("experiment.winner"), found.looks.count()) == (1, 2)
    assert "needs review" in Notification.objects.get(event="experiment.winner").title


def test_look__split_is_broken__no_winner_whatever_the_numbers(begin, give) -> None:
    found = begin()
    give(found, champion=BETTER["champion"], b=BETTER["b"] | {"without": 120})
    verdict = look(experiment_id=found.pk, by="user:ama").last_look
    assert (verdict.outcome, verdict.winner, verdict.sample_ratio["broken"]) == ("sample_ratio_broken", None, True)
    assert told("experiment.broken") == 1
    assert halt(found, force=True).activation is None


def test_look__fixed_horizon_before_its_number__no_numbers_are_compared(begin, give) -> None:
    found = begin(mode="fixed_horizon", planned_units=2000)
    give(found, **BETTER)
    verdict = look(experiment_id=found.pk, by="user:ama").last_look
    assert (verdict.outcome, verdict.judged) == ("no_winner_yet", False)
    ended = halt(found)
    assert "Stopped before its planned 2,000 outcomes were there." in ended.conclusion
    assert ended.activation is None


def test_look__fixed_horizon_has_judged__its_first_verdict_is_its_last(begin, give) -> None:
    found = begin(mode="fixed_horizon")
    give(found, **ALIKE)
    first = look(experiment_id=found.pk, by="user:ama").last_look
    assert first.judged
    give(found, **BETTER)
    assert look(experiment_id=found.pk, by="user:ama").last_look == first
    assert halt(found).activation is None


def test_look__several_decisions_of_a_customer__are_one_unit(begin, give, redeclare) -> None:
    redeclare(unit_field="distance")
    found = begin()
    give(found, champion={"right": 160, "wrong": 40, "of_units": 50}, b={"right": 160, "wrong": 40, "of_units": 50})
    verdict = look(experiment_id=found.pk, by="user:ama").last_look
    assert [(arm["decisions"], arm["assigned_units"], arm["labelled_units"]) for arm in verdict.arms] == [
        (200, 50, 50),
        (200, 50, 50),
    ]
    assert verdict.outcome == "not_enough_outcomes"  # 400 labelled decisions are those of 100 customers


def test_look__sampled_outcomes__weigh_what_they_stand_for(begin, give) -> None:
    found = begin()
    give(found, champion={"right": 150, "wrong": 50, "included": 0.5}, b={"right": 100, "wrong": 50})
    give(found, b={"right": 0, "wrong": 50, "included": 0.1})
    means = [arm["mean"] for arm in look(experiment_id=found.pk, by="user:ama").last_look.arms]
    assert means == pytest.approx([0.75, 100 / 650])


def test_look__cost__less_is_better(begin, give) -> None:
    found = begin(metric="cost", costs={"false_positive": 1, "false_negative": 5})
    give(found, **BETTER)
    verdict = look(experiment_id=found.pk, by="user:ama").last_look
    assert [arm["mean"] for arm in verdict.arms] == pytest.approx([0.5, 0.05])
    assert verdict.winner == "b"


def test_stop__winner__is_the_one_version_in_production(begin, give, two) -> None:
    found = begin()
    give(found, **BETTER)
    ended = halt(found)
    assert (ended.state, ended.forced, ended.activation.version) == ("stopped", False, two[1])
    assert (ended.activation.kind, ended.activation.by) == (Activation.Kind.EXPERIMENT, "user:kofi")
    assert in_production(two[0].use_case) == [two[1]]
    assert open_plan(two[0].use_case) is None
    assert ModelVersion.objects.get(pk=two[0].pk).status == Status.RETIRED
    assert "experiment.changed" in set(Entry.objects.values_list("action", flat=True))
    assert told("experiment.ended") == 1


def test_stop__champion_is_shown_to_be_better__stays(begin, give, two) -> None:
    found = begin()
    give(found, champion=BETTER["b"], b=BETTER["champion"])
    ended = halt(found)
    assert (ended.last_look.winner, ended.activation) == ("champion", None)
    assert in_production(two[0].use_case) == [two[0]]


@pytest.mark.parametrize("promote", ["winner", "none", "champion"])
def test_stop__nothing_was_shown__champion_stays(begin, give, two, promote) -> None:
    found = begin()
    give(found, **ALIKE)
    ended = halt(found, promote=promote)
    assert (ended.state, ended.activation, open_plan(two[0].use_case)) == ("stopped", None, None)
    assert in_production(two[0].use_case) == [two[0]]
    assert "v1 goes on deciding" in ended.conclusion


def test_stop__arm_that_was_not_shown_to_be_better__takes_force(begin, give, two) -> None:
    found = begin()
    give(found, **ALIKE)
    with pytest.raises(ExperimentConflictError, match="was not shown to be better"):
        halt(found, promote="b")
    assert experiment(found.pk).state == "running"
    assert open_plan(two[0].use_case) is not None
    ended = halt(found, promote="b", force=True, reason="the contract asks for it")
    assert (ended.forced, ended.end_reason) == (True, "the contract asks for it")
    assert in_production(two[0].use_case) == [two[1]]


def test_stop__force_without_a_winner__the_arm_that_leads(begin, give, two) -> None:
    found = begin()
    give(found, **ALIKE)
    ended = halt(found, force=True)
    assert (ended.forced, in_production(two[0].use_case)) == (True, [two[1]])


def test_stop__force_and_equal_arms__champion_wins_the_tie(begin, give, two) -> None:
    found = begin()
    give(found, champion=ALIKE["b"], b=ALIKE["b"])
    ended = halt(found, force=True)
    assert (ended.forced, in_production(two[0].use_case)) == (False, [two[0]])


def test_stop__unknown_arm__field_named(begin) -> None:
    with pytest.raises(ExperimentRejectedError, match="no arm is called 'c'") as refused:
        halt(begin(), promote="c")
    assert refused.value.field == "promote"


def test_stop__policy_refuses_the_winner__everything_as_it_was(begin, give, two) -> None:
    found = begin()
    give(found, **BETTER)
    ModelVersion.objects.filter(pk=two[1].pk).update(certificate={})
    with pytest.raises(ActivationRefusedError, match="no parity certificate"):
        halt(found)
    assert (experiment(found.pk).state, found.looks.count()) == ("running", 1)  # what was seen stays seen
    assert open_plan(two[0].use_case) == found.plan
    assert in_production(two[0].use_case) == [two[0]]


def test_stop__refused_at_one_look__the_verdict_of_a_fixed_horizon_is_its_last(begin, give, two) -> None:
    found = begin(mode="fixed_horizon", planned_units=200, baseline=0.8)
    give(found, champion={"right": 80, "wrong": 20}, b={"right": 81, "wrong": 19})
    with pytest.raises(ExperimentConflictError, match="not shown to be better"):
        halt(found, promote="b")
    give(found, champion={"right": 10, "wrong": 90}, b={"right": 100, "wrong": 0})
    with pytest.raises(ExperimentConflictError, match="not shown to be better"):
        halt(found, promote="b")
    assert (found.looks.count(), in_production(two[0].use_case)) == (1, [two[0]])


@pytest.mark.parametrize("gain", [0.00002, 1e-17])
def test_start__gain_that_nobody_can_find__refused(begin, gain) -> None:
    with pytest.raises(ExperimentRejectedError, match="labelled units: nobody will have them") as refused:
        begin(planned_units=None, gain=gain, baseline=0.8)
    assert refused.value.field == "gain"


@pytest.mark.parametrize("name", ["winner", "none"])
def test_start__arm_of_a_name_that_a_stop_means_otherwise__refused(begin, two, name) -> None:
    parts = [Part(version_id=two[0].pk, share=0.5), Part(version_id=two[1].pk, share=0.5, name=name)]
    with pytest.raises(ExperimentRejectedError, match="no arm can be called"):
        begin(arms=parts)


@pytest.mark.parametrize("step", ["traffic.end", "activate", "tell_of_end"])
def test_stop__dies_at_a_step__everything_as_it_was(begin, give, two, monkeypatch, step) -> None:
    found = begin()
    give(found, **BETTER)

    def die(**_: object) -> None:
        raise MemoryError

    place, _, name = step.rpartition(".")
    monkeypatch.setattr(getattr(ending, place) if place else ending, name, lambda *_, **__: die())
    with pytest.raises(MemoryError):
        halt(found)
    assert (experiment(found.pk).state, in_production(two[0].use_case)) == ("running", [two[0]])
    assert open_plan(two[0].use_case) == found.plan


def test_stop__second_time__changes_nothing(begin, give) -> None:
    found = begin()
    give(found, **BETTER)
    first = halt(found)
    again = halt(found, by="user:esi", promote="none")
    assert (again.ended_by, again.ended_at, again.activation) == ("user:kofi", first.ended_at, first.activation)
    assert (found.looks.count(), told("experiment.ended")) == (1, 1)


def test_rollback__interrupts_the_experiment_with_its_reason(begin, two, make_version) -> None:
    third = make_version()
    activate(version_id=third.pk, by="user:ama", reason="better")
    arms = [Part(version_id=third.pk, share=0.5, name="champion"), Part(version_id=two[1].pk, share=0.5, name="b")]
    found = begin(arms=arms)
    rollback(use_case=third.use_case, by="user:kofi", reason="complaints")
    assert experiment(found.pk).standing == "interrupted"
    assert [one.pk for one in experiments(state="interrupted")] == [found.pk]
    assert not experiments(state="running").exists()
    ended = look(experiment_id=found.pk, by="user:ama")
    assert (ended.state, ended.ended_by) == ("interrupted", "user:kofi")
    assert "decides again: complaints" in ended.conclusion
    assert halt(found, promote="b", force=True).activation is None
    assert in_production(third.use_case) == [two[0]]
    assert told("experiment.ended") == 1


def test_stop__somebody_ends_the_plan_while_it_judges__interrupted_and_nobody_promoted(
    begin, give, two, monkeypatch
) -> None:
    found = begin()
    give(found, **BETTER)
    others = [lambda: end(use_case=two[0].use_case, by="user:esi", reason="complaints")]
    monkeypatch.setattr(ending, "lock_use_case", lambda _: [other() for other in others])
    ended = halt(found)
    assert (ended.state, ended.ended_by, ended.activation) == ("interrupted", "user:esi", None)
    assert in_production(two[0].use_case) == [two[0]]


def test_end_of_the_plan_by_hand__interrupts_the_experiment(begin, two) -> None:
    found = begin()
    end(use_case=two[0].use_case, by="user:kofi", reason="the quarter is over")
    assert halt(found).state == "interrupted"
    assert in_production(two[0].use_case) == [two[0]]


def test_experiment__of_another_tenant__does_not_exist(begin, other_tenant_id) -> None:
    found = begin()
    with acting(other_tenant_id, actor="user:test", role="admin"):
        assert not experiments().exists()
        for act in (experiment, lambda key: look(experiment_id=key, by="user:test")):
            with pytest.raises(ExperimentNotFoundError):
                act(found.pk)


def test_stop__two_at_once__one_ending(tenant_id, register_version) -> None:
    from scorewright.loop.experiments.actions import start
    from scorewright.loop.experiments.power import Terms

    with acting(tenant_id, actor="user:test", role="admin"):
        live, other = register_version(), register_version()
        activate(version_id=live.pk, by="user:test", reason="the first")
        parts = [Part(version_id=one.pk, share=0.5) for one in (live, other)]
        terms = Terms(planned_units=200)
        begun = start(use_case=live.use_case, title="t", reason="r", arms=parts, terms=terms, by="user:test")
    ready, endings = threading.Barrier(2), []

    def run(promote: str) -> None:
        try:
            ready.wait(20)
            with acting(tenant_id, actor=f"user:{promote}", role="admin"):
                ended = halt(begun, by=f"user:{promote}", promote=promote, force=True)
                endings.append((ended.ended_by, ended.activation_id))
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(promote,)) for promote in ("v2", "none")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(endings) == 2
    assert len(set(endings)) == 1
    with acting(tenant_id, actor="user:test", role="admin"):
        ended = experiment(begun.pk)
        decides = other if ended.ended_by == "user:v2" else live
        assert in_production(live.use_case) == [decides]
        assert (told("experiment.ended"), ended.looks.all()[:5].count()) == (1, 1)


def test_look__unknown_id__said(two) -> None:
    with pytest.raises(ExperimentNotFoundError):
        look(experiment_id=uuid.uuid4(), by="user:ama")
