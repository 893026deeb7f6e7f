"""Training rows from life: as of a cut-off, and the same whenever the same cut-off is asked for."""

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pydantic import ValidationError

from scorewright.loop.retraining.config import TrainingConfig


@pytest.fixture
def decide_on(tenant: uuid.UUID, use_case: Any) -> Any:
    """``decide_on(80.0, days_ago=2)``: a decision about that distance."""
    from scorewright.loop.serving.models import Decision

    def decide_on(distance: float, *, days_ago: float = 2.0, **changes: Any) -> Decision:
        given = {
            "record": {"distance": distance, "parcels": None, "van": "small"},
            "features": {},
            "version": "v1",
            "threshold": 0.5,
            "probability": 0.5,
            "label": 0,
            "confidence": 0.5,
            "needs_review": False,
            "fallback": False,
            "duration_ms": 1.0,
        }
        at = timezone.now() - timedelta(days=days_ago)
        return Decision.objects.create(use_case=use_case.name, at=at, **given | changes)

    return decide_on


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """``clock(days=1)``: what asks for the time is told a later one."""
    real, ahead = timezone.now, [timedelta()]
    monkeypatch.setattr(timezone, "now", lambda: real() + ahead[0])

    def forward(**later: float) -> Any:
        ahead[0] += timedelta(**later)
        return timezone.now()

    return forward


def say(decision: Any, value: str, **more: Any) -> None:
    from scorewright.loop.outcomes.actions import report

    report(decision_id=decision.pk, value=value, by="key:test", **more)


def rows(use_case: Any, **asked: Any) -> Any:
    from scorewright.loop.retraining.rows.labelled_decisions import rows_from_life

    return rows_from_life(use_case, **{"as_of": timezone.now(), **asked})


def test_rows_from_life__known_and_matured__as_a_file_would_have_them(use_case, decide_on) -> None:
    say(decide_on(80.0), "yes")
    say(decide_on(12.5, propensity=0.1), "no", source="investigated", inclusion_probability=0.5)
    decide_on(3.0)
    say(decide_on(90.0, days_ago=0.5), "yes")
    found = rows(use_case)
    assert list(found.dataset.rows) == [
        {"distance": "12.5", "parcels": "", "van": "small", "late": "no"},
        {"distance": "80", "parcels": "", "van": "small", "late": "yes"},
    ]
    assert (found.weights.tolist(), found.propensities.tolist()) == ([2.0, 1.0], [0.1, 1.0])
    assert found.dataset.weights == (2.0, 1.0)
    assert "1 of them sampled" in found.dataset.source
    assert found.fingerprint[:16] in found.dataset.source


def test_rows_from_life__same_cut_off__same_rows_and_fingerprint_whatever_is_learnt_later(
    use_case, decide_on, clock
) -> None:
    decisions = [decide_on(float(number), days_ago=3) for number in range(10)]
    for decision in decisions[:6]:
        say(decision, "no")
    cut_off = clock(hours=1)
    before = rows(use_case, as_of=cut_off)
    clock(days=1)
    say(decisions[7], "yes")
    say(decisions[0], "yes", source="corrected", reason="mixed up")
    say(decisions[1], "no", source="investigated", inclusion_probability=0.2)
    say(decide_on(50.0, days_ago=2.5), "yes")
    after = rows(use_case, as_of=cut_off)
    assert (list(after.dataset.rows), after.fingerprint) == (list(before.dataset.rows), before.fingerprint)
    assert (after.weights.tolist(), after.dataset.source) == (before.weights.tolist(), before.dataset.source)
    assert len(before.dataset.rows) == 6
    assert rows(use_case).fingerprint != before.fingerprint
    assert len(rows(use_case).dataset.rows) == 8


def test_rows_from_life__more_than_can_be_trained_from__the_newest(use_case, decide_on, monkeypatch) -> None:
    from scorewright.loop.retraining.rows import labelled_decisions

    monkeypatch.setattr(labelled_decisions, "MOST_ROWS", 2)
    for distance in (1.0, 2.0, 3.0):
        say(decide_on(distance), "no")
    assert [row["distance"] for row in rows(use_case).dataset.rows] == ["3", "2"]


def test_dataset_for__as_of__what_was_known_then(use_case, decide_on, clock) -> None:
    from scorewright.loop.retraining.rows.data_sources import dataset_for

    say(decide_on(1.0), "no")
    cut_off = clock(hours=1)
    clock(hours=1)
    say(decide_on(2.0), "yes")
    config = TrainingConfig(use_case=use_case.name, data_source="decisions", as_of=cut_off)
    assert len(dataset_for(config, use_case, now=timezone.now()).rows) == 1
    config = TrainingConfig(use_case=use_case.name, data_source="decisions")
    assert len(dataset_for(config, use_case, now=timezone.now()).rows) == 2


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"data_source": "decisions", "as_of": "2999-01-01T00:00:00Z"}, "must not lie in the future"),
        ({"data_source": "decisions", "as_of": "2026-01-01"}, "as_of"),
        ({"as_of": "2026-01-01T00:00:00Z"}, "as_of is for the data_source 'decisions' alone"),
    ],
)
def test_config__as_of_that_cannot_be__refused(changes, words) -> None:
    with pytest.raises(ValidationError, match=words):
        TrainingConfig(**changes)


def test_labelled_since__counts_a_decision_once_and_from_when_its_window_is_over(use_case, decide_on, clock) -> None:
    from scorewright.loop.retraining.rows.labelled_decisions import labelled_since

    early, soon = decide_on(1.0), decide_on(2.0, days_ago=0.5)
    say(early, "no", source="derived")
    say(soon, "no")
    start = timezone.now()
    assert labelled_since(use_case, None, until=start) == 1
    later = clock(days=1)
    say(early, "no", source="investigated", inclusion_probability=1.0)
    assert labelled_since(use_case, start, until=later) == 1
    assert labelled_since(use_case, None, until=later) == 2
    assert labelled_since(use_case, later, until=clock(days=1)) == 0
