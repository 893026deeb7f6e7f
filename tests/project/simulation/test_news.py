from typing import Any, cast

from scorewright.project.simulation.news import News, in_words

AT = "2026-05-01T00:00:00Z"
TITLE = "Training of loans: v2 waits for a person"


class Service:
    """Two notifications, the newest first: of a training that a schedule has asked for, and of an activation."""

    def get(self, path: str, **query: str) -> Any:
        if path != "/notifications/":
            return {"trigger": {"trigger_type": "performance_drop", "reason": "it dropped"}}
        both = ("2", "training.needs_review", TITLE, {"job_id": "9"}), ("1", "model.activated", "v1", {"by": "key:a"})
        return {
            "results": [
                {"id": key, "event": event, "title": title, "message": "", "data": data, "created_at": AT}
                for key, event, title, data in both
            ]
        }


def test_fresh__asked_twice__each_once_the_oldest_first_and_why_a_training_was_begun() -> None:
    news = News(cast("Any", Service()))
    assert [in_words(row) for row in news.fresh()] == ["1 May: v1, by key:a", f"1 May: {TITLE}, since it dropped"]
    assert news.fresh() == []
