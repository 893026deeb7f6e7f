from pathlib import Path

from scorewright.loop.serving.journal.group_commit import DRAIN_SECONDS, PATIENCE_SECONDS
from scorewright.project.embedded.home import Home
from scorewright.project.up.address import Address
from scorewright.project.up.processes import web


def test_web__asked_to_end__has_the_time_to_answer_and_to_keep_what_it_answered(tmp_path: Path) -> None:
    child = web(Home(tmp_path), Address("127.0.0.1", 8000), {})
    for_requests = float(child.command[child.command.index("--timeout-graceful-shutdown") + 1])
    assert for_requests > PATIENCE_SECONDS
    assert child.grace_seconds > for_requests + DRAIN_SECONDS
