import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from scorewright.loop.outcomes.actions import report
from scorewright.loop.outcomes.queries import OutcomeFileNotFoundError, file, summary


def test_summary__counts_decisions_outcomes_and_fallbacks(make_decision, use_case) -> None:
    report(decision_id=make_decision(fallback=True).id, value="yes", by="key:test")
    make_decision(fallback=True)
    make_decision()
    assert summary(use_case=use_case.name) == {"decisions": 3, "outcomes": 1, "fallbacks": 2}
    assert summary(since=timezone.now() + timedelta(hours=1)) == {"decisions": 0, "outcomes": 0, "fallbacks": 0}


def test_file__unknown__not_found(tenant) -> None:
    with pytest.raises(OutcomeFileNotFoundError):
        file(uuid.uuid4())
