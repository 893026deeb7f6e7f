from pathlib import Path

from benchmarks.serving.servers import alone
from scorewright.project.embedded.home import Home
from scorewright.project.up.address import Address
from scorewright.project.up.processes import APPLICATION, web


def test_alone__the_shipped_command__one_worker_and_nothing_else_changed() -> None:
    shipped = web(Home(Path("/home")), Address("127.0.0.1", 8000), {}).command
    empty = alone(shipped, "empty:application")
    changed = [(before, after) for before, after in zip(shipped, empty, strict=True) if before != after]
    assert empty[empty.index("--workers") + 1] == "1"
    assert (APPLICATION, "empty:application") in changed
    assert len(changed) <= 2
