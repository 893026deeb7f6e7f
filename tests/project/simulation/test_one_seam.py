"""Business time has one source, or moving it would part what belongs together."""

from pathlib import Path

import scorewright

LOOP = Path(scorewright.__file__).parent / "loop"
# Files are dated by the machine's clock.
BY_THE_MACHINE = {"deployment/tasks.py", "outcomes/tasks.py", "serving/tasks.py"}


def test_loop__asks_for_the_time__by_the_seam_alone() -> None:
    found = {
        path.relative_to(LOOP).as_posix()
        for path in LOOP.rglob("*.py")
        if any(words in path.read_text(encoding="utf-8") for words in ("datetime.now(", "utcnow(", "import now"))
    }
    assert found == BY_THE_MACHINE
