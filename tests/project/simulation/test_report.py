from datetime import UTC, datetime

from scorewright.project.simulation.diary import Diary, Month
from scorewright.project.simulation.replayed import Replayed
from scorewright.project.simulation.report import answer
from scorewright.project.simulation.told import Told

AT = "2026-02-01T00:00:00Z"


def event(name: str, **data: str) -> dict[str, object]:
    return {"id": name, "event": name, "created_at": AT, "title": "", "message": "", "data": data}


def test_answer__of_a_short_year__counts_what_was_told() -> None:
    month = Month(1, datetime(2026, 1, 1, tzinfo=UTC), decided=4, right=3, learnt=2)
    events = [event("training.completed"), event("model.activated", version="v1", by="x", reason="first")]
    replayed = Replayed(equal=3, differing=1, unreplayable=0)
    ended = {"title": "Two arms", "state": "stopped", "end_reason": "enough", "verdict": None}
    cohort = {"name": "v1", "metrics": None, "decisions": 4, "labelled": 2, "words": "not enough matured outcomes"}
    found = answer(
        Diary([month], events), replayed, Told([{"label": "v1"}], [ended], [cohort]), {"trainings": 1.23, "replay": 0.5}
    )
    assert (found["decided"], found["learnt"], found["trainings"], found["accuracy"]) == (4, 2, 1, [0.75])
    assert found["activations"] == [{"at": AT, "version": "v1", "replaced": None, "by": "x", "reason": "first"}]
    (experiment,) = found["experiments"]
    assert (experiment["title"], experiment["end_reason"], experiment["outcome"]) == ("Two arms", "enough", None)
    assert (found["production"], found["rollbacks"]) == (["v1"], [])
    assert [(row["version"], row["accuracy"]) for row in found["performance"]] == [("v1", None)]
    assert (found["seconds"], found["phases"]) == (1.7, {"trainings": 1.2, "replay": 0.5})
    assert (found["replayed"], found["replay_differences"]) == (4, 1)


def test_month__nobody_came__has_no_accuracy() -> None:
    assert Month(1, datetime(2026, 1, 1, tzinfo=UTC)).accuracy is None
