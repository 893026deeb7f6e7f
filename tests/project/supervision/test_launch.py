import os
import threading
from collections.abc import Callable

import pytest

from scorewright.project.supervision import launch as module
from scorewright.project.supervision.child import Child
from scorewright.project.supervision.launch import last_lines, launch
from scorewright.project.supervision.process_group import end_by_force


def test_launch__any_child__leads_a_session_of_its_own(shell: Callable[..., Child]) -> None:
    process = launch(shell("sleeper", "exec sleep 60"))
    try:
        assert os.getsid(process.pid) == os.getpgid(process.pid) == process.pid
    finally:
        end_by_force(process.pid)
        process.wait()


def test_launch__second_life__adds_to_the_log(shell: Callable[..., Child]) -> None:
    child = shell("talker", "echo good; echo day >&2")

    for _ in range(2):
        launch(child).wait()

    assert last_lines(child.log, 3) == "day\ngood\nday"


def test_launch__large_log__is_put_aside(shell: Callable[..., Child], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_LOG_BYTES", 10)
    child = shell("talker", "echo new")
    child.log.write_text("old, and too long\n")

    launch(child).wait()

    assert child.log.read_text() == "new\n"
    assert child.log.with_name("talker.previous.log").read_text() == "old, and too long\n"


def test_launch__other_thread__is_refused(shell: Callable[..., Child]) -> None:
    refusals: list[str] = []

    def attempt() -> None:
        with pytest.raises(RuntimeError) as refusal:
            launch(shell("sleeper", "exec sleep 60"))
        refusals.append(str(refusal.value))

    thread = threading.Thread(target=attempt)
    thread.start()
    thread.join()

    assert refusals == ["sleeper has to be started from the main thread: it ends with the thread that starts it"]
