"""What the service says has happened, in its own words."""

from collections.abc import Mapping
from datetime import datetime
from textwrap import shorten
from typing import Any

from scorewright.project.simulation.plain_calls import PlainCalls

MOST = "200"
LONGEST = 250  # of a message that is shown; programs get all of it


class News:
    """The service's notifications, each told once."""

    def __init__(self, plain: PlainCalls) -> None:
        self._plain = plain
        self._told: set[str] = set()

    def fresh(self) -> list[Mapping[str, Any]]:
        """Those that were not told before, the oldest first."""
        page = self._plain.get("/notifications/", page_size=MOST)["results"]
        fresh = [row for row in reversed(page) if row["id"] not in self._told]
        self._told.update(row["id"] for row in fresh)
        return [row | {"because": self._because(row)} for row in fresh]

    def _because(self, row: Mapping[str, Any]) -> str:
        """Why a training was begun that nobody asked for; empty for everything else."""
        if not row["event"].startswith("training."):
            return ""
        trigger = self._plain.get(f"/model-training/jobs/{row['data']['job_id']}")["trigger"]
        return "" if trigger["trigger_type"] == "manual" else str(trigger["reason"])


def in_words(row: Mapping[str, Any]) -> str:
    """A line for people.

    >>> in_words({"created_at": "2026-03-01T10:00:00Z", "title": "v2 is in production", "message": "found better",
    ...           "data": {"by": "schedule:x"}, "because": ""})
    '1 March: v2 is in production, by schedule:x (found better)'
    """
    at = datetime.fromisoformat(row["created_at"])
    by = f", by {row['data']['by']}" if row["data"].get("by") else ""
    because = f", since {row['because']}" if row["because"] else ""
    why = f" ({shorten(row['message'], LONGEST, placeholder=' ...')})" if row["message"] else ""
    return f"{at.day} {at:%B}: {row['title']}{by}{because}{why}"
