"""The table of events, held against the one that the code goes by."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from scorewright.loop.notifications.backoff import MOST_ATTEMPTS, WAITS
from scorewright.loop.notifications.events import ALL, EVENTS

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs/notifications.md").read_text(encoding="utf-8")


def test_events__documented__are_those_there_are() -> None:
    rows = re.findall(r"^\| `([a-z_.]+)` \| ([^|]+) \| (`[^|]+) \|$", TEXT, re.MULTILINE)
    documented = [(name, when, tuple(re.findall(r"`(\w+)`", data))) for name, when, data in rows]
    assert documented == [(event.name, event.when, event.data) for event in ALL]


def test_events__told_of_anywhere_in_the_source__are_in_the_table_with_their_data() -> None:
    told = list(_told())
    assert "alert.raised" in {event for event, _ in told}
    for event, keys in told:
        assert keys <= set(EVENTS[event].data), event


def test_schedule__documented__is_that_of_the_code() -> None:
    hours = [int(wait.total_seconds()) // 3600 for wait in WAITS[3:]]
    words = f"5 seconds, 5 and 30 minutes, {', '.join(map(str, hours[:-1]))} and {hours[-1]} hours"
    assert words in " ".join(TEXT.split())
    assert MOST_ATTEMPTS == 10


def _told() -> Iterator[tuple[str, set[str]]]:
    """Each call of ``notify`` that names its event, and the keys of its data where they are written there."""
    for path in (ROOT / "src").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "notify":
                given = {keyword.arg: keyword.value for keyword in node.keywords}
                event, data = given.get("event"), given.get("data")
                keys = data.keys if isinstance(data, ast.Dict) else []
                if isinstance(event, ast.Constant):
                    yield str(event.value), {str(key.value) for key in keys if isinstance(key, ast.Constant)}
