from dataclasses import replace

import pytest
from django.conf import settings

from scorewright.loop.intake.models import Application, Assessment
from scorewright.loop.serving.models import Decision
from scorewright.science.calibration.conformal import interval_of
from tests.loop.intake.conftest import DECISION, INTAKE


def test_drain__submitted_application__is_decided_on_like_anything_else(office, apply) -> None:
    made = office.do(lambda: apply(record={"distance": 80.0, "parcels": 3, "van": "small"}))
    assert office.drain().worked_on == 1
    with office.acting():
        assessment = Application.objects.get(pk=made.pk).assessment
        assert assessment.processing_status == "COMPLETED"
        decision = assessment.decision
        assert (decision.use_case, decision.fallback, decision.record["distance"]) == ("late_delivery", True, 80.0)
        assert (assessment.score, assessment.category, assessment.risk_level) == (
            decision.score,
            decision.band,
            decision.risk,
        )
        assert (assessment.confidence, assessment.needs_manual_review) == (0.5, True)
        assert (assessment.width, assessment.score_low, assessment.score_high) == (None, None, None)
        assert assessment.insight == {"trip": "long", "hours": 1.6}
        assert assessment.reasons[0]["words"].startswith("Decided by a written rule")
    assert office.drain().worked_on == 0


@pytest.mark.parametrize("threshold", [None, 0.4, 0.6])
def test_threshold__of_the_setting_or_else_of_the_intake__alone_says_whether_people_look(
    office, apply, redeclare, monkeypatch, threshold
) -> None:
    """The confidence is 0.5, which is too little for a decision that is asked for elsewhere."""
    monkeypatch.setattr(settings, "ML_CONFIDENCE_THRESHOLD", threshold)
    strict, lenient = replace(DECISION, review_below=0.9), replace(INTAKE, confidence_threshold=0.3)
    office.use_case = redeclare(intake=lenient, decision=strict)
    made = office.do(apply)
    office.drain()
    with office.acting():
        assessment = Application.objects.get(pk=made.pk).assessment
        assert assessment.decision.needs_review
        assert assessment.needs_manual_review is (threshold == 0.6)


def test_drain__with_a_model__reasons_come_along(office, apply, register_version) -> None:
    from scorewright.loop.deployment.actions import activate

    version = office.do(register_version)
    office.do(lambda: activate(version_id=version.pk, by="user:test", reason="the first"))
    made = office.do(lambda: [apply(record={"distance": km, "parcels": 3, "van": "small"}) for km in (20.0, 90.0)])
    assert office.drain().worked_on == 2
    with office.acting():
        near, far = (Application.objects.get(pk=one.pk).assessment for one in made)
        assert near.score > far.score
        assert far.reasons[0]["feature"] == "distance"
        assert far.decision.explanation["exact"]
        assert far.model_version == version.label
        assert far.width == far.decision.width
        low, high = interval_of(far.decision.probability, far.width)
        assert (far.score_low, far.score_high) == (DECISION.decide(high).score, DECISION.decide(low).score)
        assert far.score_low <= far.score <= far.score_high
        assert Decision.objects.count() == Assessment.objects.count() == 2
