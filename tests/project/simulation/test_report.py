from datetime import UTC, datetime

from scorewright.project.simulation.diary import Diary, Month
from scorewright.project.simulation.replayed import Replayed
from scorewright.project.simulation.report import answer

AT = "2026-02-01T00:00:00Z"


def event(name: str, **data: str) -> dict[str, object]:
    return {"id": name, "event": name, "created_at": AT, "title": "", "message": "", "data": data}


def test_answer__of_a_short_year__counts_what_was_told() -> None:
    month = Month(1, datetime(2026, 1, 1, tzinfo=UTC), decided=4, right=3, learnt=2)
    events = [event("training.completed"), event("model.activated", version="v1", by="x", reason="first")]
    found = answer(Diary([month], events), Replayed(equal=3, differing=1, unreplayable=0), ["v1"], 1.23)
    assert (found["decided"], found["learnt"], found["trainings"], found["accuracy"]) == (4, 2, 1, [0.75])
    assert found["activations"] == [{"at": AT, "version": "v1", "replaced": None, "by": "x", "reason": "first"}]
    assert (found["rollbacks"], found["replayed"], found["replay_differences"]) == ([], 4, 1)


def test_month__nobody_came__has_no_accuracy() -> None:
    assert Month(1, datetime(2026, 1, 1, tzinfo=UTC)).accuracy is None
