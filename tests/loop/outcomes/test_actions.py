import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from scorewright.loop.outcomes.actions import OutcomeConflictError, OutcomeRejectedError, report
from scorewright.loop.outcomes.models import Outcome
from scorewright.loop.outcomes.queries import summary
from scorewright.loop.serving.actions import decide
from scorewright.loop.serving.models import Decision
from scorewright.loop.serving.queries import DecisionNotFoundError


@pytest.fixture
def decision(tenant, use_case) -> Decision:
    return decide(use_case=use_case, raw={"distance": 80})


def test_report__first__kept_with_both_times(decision) -> None:
    outcome, new = report(decision_id=decision.id, value="yes", by="key:test")
    assert new
    assert (outcome.label, outcome.value, outcome.source) == (1, "yes", "observed")
    assert outcome.learnt_at >= outcome.occurred_at >= decision.at


def test_report__same_again__changes_nothing(decision) -> None:
    first, _ = report(decision_id=decision.id, value="no", by="key:test")
    again, new = report(decision_id=decision.id, value="no", by="key:test")
    assert (again, new) == (first, False)


def test_report__another_value__conflict_and_the_first_stays(decision) -> None:
    report(decision_id=decision.id, value="no", by="key:test")
    with pytest.raises(OutcomeConflictError, match="already has the outcome 'no'"):
        report(decision_id=decision.id, value="yes", by="key:test")
    assert Outcome.objects.get().value == "no"


@pytest.mark.parametrize("value", ["maybe", True, 1, ""])
def test_report__no_value_of_the_use_case__rejected(decision, value) -> None:
    with pytest.raises(OutcomeRejectedError, match="must be 'yes' or 'no'"):
        report(decision_id=decision.id, value=value, by="key:test")


@pytest.mark.parametrize("days", [-1, 1])
def test_report__before_the_decision_or_in_the_future__rejected(decision, days) -> None:
    moment = timezone.now() + timedelta(days=days)
    with pytest.raises(OutcomeRejectedError, match="between the decision and now"):
        report(decision_id=decision.id, value="yes", by="key:test", occurred_at=moment)


def test_report__unknown_decision__not_found(tenant) -> None:
    with pytest.raises(DecisionNotFoundError):
        report(decision_id=uuid.uuid4(), value="yes", by="key:test")


def test_summary__counts_decisions_outcomes_and_fallbacks(decision, use_case) -> None:
    report(decision_id=decision.id, value="yes", by="key:test")
    decide(use_case=use_case, raw={"distance": 1})
    assert summary(use_case=use_case.name) == {"decisions": 2, "outcomes": 1, "fallbacks": 2}
    assert summary(since=timezone.now() + timedelta(hours=1)) == {"decisions": 0, "outcomes": 0, "fallbacks": 0}
