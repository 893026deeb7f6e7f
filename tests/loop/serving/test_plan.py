"""A plan and its making: what it answers, and when the fallback stands in."""

import math
from collections.abc import Callable
from dataclasses import replace

import msgspec
import numpy as np
import pytest

from scorewright.declare.confidence import Confidence, Part
from scorewright.declare.decision import Verdict
from scorewright.declare.feature_plan import FeaturePlan
from scorewright.declare.records import Record
from scorewright.declare.use_case import UseCase
from scorewright.loop.deployment.actions import activate
from scorewright.loop.notifications.models import Alert
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.registry.queries import VersionNotFoundError
from scorewright.loop.serving.deciding import LONGEST_REASON, Asked, Wanted, decide
from scorewright.loop.serving.models import Policy
from scorewright.loop.serving.plan import Plan
from scorewright.loop.serving.plans import VersionUnusableError, plan_for
from scorewright.loop.serving.policies import RecordedPolicy
from scorewright.loop.serving.selection import Selection
from scorewright.loop.serving.telling import tell_of_model, tell_of_record
from scorewright.science.artefacts.running import Runner
from scorewright.science.policy.confidence import label_probability

RAW = b'{"distance": 80, "parcels": -9, "van": "small"}'


@pytest.fixture
def live(tenant, make_version) -> ModelVersion:
    version = make_version()
    activate(version_id=version.id, by="user:test", reason="the test's")
    return version


@pytest.fixture
def plan(live: ModelVersion, use_case: UseCase) -> Plan:
    return plan_for(use_case)


def test_answer__model__probability_with_features_and_times(plan: Plan) -> None:
    answer = plan.answer(plan.decoder.decode(RAW))
    assert answer.model is plan.model is not None
    assert answer.features == {"distance": 80.0, "parcels": None, "van": "small"}
    assert answer.verdict.probability == round(plan.model.runner.each([[80.0, math.nan]], [["small"]])[0], 6)
    assert (answer.reasons, answer.explanation, answer.fallback_reason) == (None, None, "")
    assert min(answer.seconds.features, answer.seconds.model, answer.seconds.policy) >= 0


def test_answer__explained__same_probability_as_without(plan: Plan) -> None:
    record = plan.decoder.decode(RAW)
    explained = plan.answer(record, explain=True)
    assert explained.verdict == plan.answer(record).verdict
    assert explained.reasons
    assert explained.explanation is not None
    assert explained.explanation.contributions.keys() == explained.features.keys()


def test_answer__use_case_that_always_explains__reasons_unasked(live: ModelVersion, use_case: UseCase) -> None:
    plan = plan_for(replace(use_case, decision=replace(use_case.decision, explain="always")))
    row, _ = decide(plan, Wanted(Asked(tenant_id=live.tenant_id, by="test"), RAW, plan.decoder.decode(RAW)))
    assert row.reasons
    assert row.explanation is None  # which is only for those who ask


def test_answer__no_number_from_the_model__fallback_with_a_reason(plan: Plan, monkeypatch) -> None:
    monkeypatch.setattr(Runner, "each", lambda _, numbers, __: [math.nan] * len(numbers))
    answer = plan.answer(plan.decoder.decode(RAW))
    assert (answer.model, answer.verdict.probability) == (None, 0.9)
    assert "gives no number" in answer.fallback_reason
    assert [reason.contribution for reason in answer.reasons or ()] == [None]


def test_decide__long_objection__fits_its_column(plan: Plan, tenant) -> None:
    without = replace(plan, model=None, objection="x" * 5_000)
    row, _ = decide(without, Wanted(Asked(tenant_id=tenant, by="test"), RAW, plan.decoder.decode(RAW)))
    assert row.fallback_reason == "x" * LONGEST_REASON
    assert (row.fallback, row.version, row.status, row.model_version_id) == (True, "heuristic_v1", "", None)


def test_decide__no_name_of_the_request__its_own_id(plan: Plan, tenant) -> None:
    row, _ = decide(plan, Wanted(Asked(tenant_id=tenant, by="test"), RAW, plan.decoder.decode(RAW)))
    assert row.request_id == row.id.hex


def test_plan_for__nothing_in_production__fallback_but_never_for_what_was_asked_for(tenant, use_case) -> None:
    assert "no model in production" in plan_for(use_case).objection
    for asked in (Selection("staging"), Selection(None, 1), Selection("retired", 1)):
        with pytest.raises(VersionNotFoundError):
            plan_for(use_case, asked)


@pytest.mark.parametrize("asked", [Selection(None, 1), Selection("production", 1)])
def test_plan_for__version_asked_for_cannot_answer__refused_with_the_reason(live, use_case, asked) -> None:
    ModelVersion.objects.filter(pk=live.pk).update(artefact_sha256="0" * 64)
    assert "artefact 000000000000 is missing" in plan_for(use_case).objection
    with pytest.raises(VersionUnusableError, match="asked for cannot answer: artefact 000000000000 is missing"):
        plan_for(use_case, asked)


def test_plan_for__status_asked_for_cannot_answer__refused_with_the_reason(tenant, make_version, use_case) -> None:
    version = make_version()
    ModelVersion.objects.filter(pk=version.pk).update(features=[])
    with pytest.raises(VersionUnusableError, match="was trained on other features"):
        plan_for(use_case, Selection(version.status))


def test_plan_for__again__keeps_its_policy_once(live: ModelVersion, use_case: UseCase) -> None:
    for _ in range(3):
        plan = plan_for(use_case)
    kept = Policy.objects.get(use_case=use_case.name)
    assert (kept.fingerprint, RecordedPolicy.made_from(kept.content)) == (plan.policy.fingerprint, plan.policy)


def test_tell_of_model__reason_changes__told_again_and_taken_back_by_a_model(plan: Plan) -> None:
    without = replace(plan, model=None, objection="one")
    tell_of_model(without)
    tell_of_model(without)
    tell_of_model(replace(without, objection="other"))
    alert = Alert.objects.get(kind="fallback_answers")
    assert (alert.times, "other" in alert.message, alert.resolved_at) == (2, True, None)
    tell_of_model(plan)
    assert not Alert.objects.filter(resolved_at=None).exists()


def test_tell_of_record__names_use_case_and_reason(plan: Plan) -> None:
    tell_of_record(plan, "a feature fails")
    alert = Alert.objects.get(kind="records_without_answer")
    assert (alert.subject, alert.severity) == ("late_delivery", "critical")
    assert "a feature fails" in alert.message


def test_answers__many_records__each_as_alone(plan: Plan) -> None:
    records = [plan.decoder.decode(b'{"distance": %d, "van": "small"}' % far) for far in range(0, 900, 7)]
    together = [answer.verdict for answer in plan.answers(records)]
    assert together == [plan.answer(record).verdict for record in records]
    assert len({verdict.probability for verdict in together}) > 10


def test_answers__one_without_a_number__the_fallback_for_it_alone(plan: Plan, monkeypatch) -> None:
    each = Runner.each
    monkeypatch.setattr(Runner, "each", lambda *given: [math.nan, *each(*given)[1:]])
    record = plan.decoder.decode(RAW)
    bad, good = plan.answers([record, record])
    assert (bad.model, good.model) == (None, plan.model)
    assert "gives no number" in bad.fallback_reason


@pytest.mark.parametrize("given", ["far", np.float64("1e999"), [], 10**400])
def test_answers__feature_that_gives_what_the_model_cannot_take__never_raises(
    plan: Plan, use_case: UseCase, given: object
) -> None:
    distance, *others = use_case.features
    broken = replace(use_case, features=(replace(distance, compute=lambda _: given), *others))
    answer = replace(plan, use_case=broken, features=FeaturePlan(broken)).answer(plan.decoder.decode(RAW))
    if isinstance(given, float):
        assert (answer.model, answer.features["distance"]) == (plan.model, None)
    else:
        assert answer.model is None
        assert "a feature of late_delivery fails with" in answer.fallback_reason


def test_decide__feature_of_numpys_kinds__is_kept(plan: Plan, use_case: UseCase, tenant) -> None:
    distance, *others = use_case.features
    ours = replace(use_case, features=(replace(distance, compute=lambda _: np.float64(80)), *others))
    numpys = replace(plan, use_case=ours, features=FeaturePlan(ours))
    row, _ = decide(numpys, Wanted(Asked(tenant_id=tenant, by="test"), RAW, plan.decoder.decode(RAW)))
    assert b'"distance":80.0' in msgspec.json.encode(row)


def surely(of: Callable[[Record, Verdict], float]) -> Confidence:
    return Confidence(parts=(Part(name="told", weight=1.0, of=of),))


def test_answer__declared_confidence__stands_for_that_of_the_label_and_asks_for_review(
    live: ModelVersion, use_case: UseCase
) -> None:
    decision = replace(use_case.decision, review_below=0.7)
    told = surely(lambda record, verdict: 0.9 if record["van"] == "small" else verdict.confidence / 2)
    plan = plan_for(replace(use_case, decision=decision, confidence=told))
    first, second = plan.answers([plan.decoder.decode(RAW), plan.decoder.decode(RAW.replace(b'"small"', b'"large"'))])
    assert (first.verdict.confidence, first.verdict.needs_review) == (0.9, False)
    halved = label_probability(second.verdict.probability, second.verdict.label) / 2
    assert second.verdict.confidence == pytest.approx(halved, abs=1e-6)
    assert second.verdict.needs_review
    assert plan.answer(plan.decoder.decode(RAW), explain=True).verdict == first.verdict


def test_answer__confidence_that_fails__is_0_and_the_model_still_answers(live: ModelVersion, use_case: UseCase) -> None:
    def of(record: Record, _: Verdict) -> float:
        return 1.0 if record["parcels"] is not None else 1 / 0

    example = {"distance": 80, "parcels": 3, "van": "small"}
    plan = plan_for(replace(use_case, examples=(example,), confidence=surely(of)))
    answer = plan.answer(plan.decoder.decode(RAW))
    assert (answer.model is None, answer.verdict.confidence) == (False, 0.0)


def test_answer__fallback__keeps_its_own_confidence(plan: Plan, use_case: UseCase) -> None:
    declared = replace(use_case, confidence=surely(lambda *_: 0.9))
    alone = replace(plan, use_case=declared, model=None, objection="none")
    assert alone.answer(plan.decoder.decode(RAW)).verdict.confidence == use_case.fallback.confidence


def test_answers__explained__each_as_alone(plan: Plan) -> None:
    records = [plan.decoder.decode(b'{"distance": %d, "van": "small"}' % far) for far in range(0, 900, 70)]
    together = plan.answers(records, explain=True)
    alone = [plan.answer(record, explain=True) for record in records]
    assert [answer.verdict for answer in together] == [answer.verdict for answer in alone]
    assert [answer.explanation for answer in together] == [answer.explanation for answer in alone]
    assert all(answer.reasons for answer in together)


def test_answers__explained_and_one_without_a_number__the_fallback_for_it_alone(plan: Plan, monkeypatch) -> None:
    def one_of_them_has_none(*_: object) -> None:
        raise ValueError

    explain = Runner.explain
    monkeypatch.setattr(Runner, "explain_each", one_of_them_has_none)
    monkeypatch.setattr(
        Runner,
        "explain",
        lambda runner, numbers, categories: (
            one_of_them_has_none() if numbers[0] == 1.0 else explain(runner, numbers, categories)
        ),
    )
    records = [plan.decoder.decode(b'{"distance": %d, "van": "small"}' % far) for far in (1, 2)]
    bad, good = plan.answers(records, explain=True)
    assert (bad.model, good.model, good.explanation is None) == (None, plan.model, False)
    assert "gives no number" in bad.fallback_reason
