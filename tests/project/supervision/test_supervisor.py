import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest

from scorewright.project.supervision.child import Child
from scorewright.project.supervision.events import Event, Happening
from scorewright.project.supervision.stop_signals import StopSignals
from scorewright.project.supervision.supervisor import ChildFailedError, StopRequested, Supervisor


class Clock(Protocol):
    now: float

    def __call__(self) -> float: ...
    def sleep(self, seconds: float) -> None: ...


SLEEP = "exec sleep 600"


def told(events: list[Event]) -> list[tuple[str, str]]:
    return [(event.child, event.happening) for event in events]


def kill_and_wait_for_restart(supervisor: Supervisor, name: str, events: list[Event], clock: Clock) -> None:
    """Up to its readiness."""
    start = len(events)
    os.kill(supervisor.pids()[name], signal.SIGKILL)
    while (name, Happening.READY) not in told(events[start:]):
        supervisor.look_after()
        clock.sleep(0.2)


def test_start__second_child__waits_until_the_first_is_ready(
    shell: Callable[..., Child], events: list[Event], tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    with Supervisor(events.append) as supervisor:
        supervisor.start(shell("slow", "sleep 0.2; touch mark; exec sleep 600", ready=mark.exists))
        supervisor.start(shell("quick", SLEEP))

    ended = [("quick", "stopping"), ("quick", "stopped"), ("slow", "stopping"), ("slow", "stopped")]
    assert told(events) == [("slow", "started"), ("slow", "ready"), ("quick", "started"), ("quick", "ready"), *ended]


def test_start__child_that_cannot_live__fails_with_the_end_of_its_log(
    shell: Callable[..., Child], clock: Clock
) -> None:
    child = shell("broken", "echo no such table; exit 3", ready=lambda: False, ready_seconds=600)

    with (
        Supervisor(clock=clock, sleep=clock.sleep) as supervisor,
        pytest.raises(ChildFailedError, match=r"broken did not become ready; its log ends:\nno such table\n"),
    ):
        supervisor.start(child)

    assert child.log.read_text() == "no such table\n" * 3


def test_start__never_ready__fails_at_the_deadline_and_leaves_no_process(
    shell: Callable[..., Child], clock: Clock, alive: Callable[[int], bool]
) -> None:
    began = clock()
    with Supervisor(clock=clock, sleep=clock.sleep) as supervisor:
        with pytest.raises(ChildFailedError):
            supervisor.start(shell("mute", SLEEP, ready=lambda: False, ready_seconds=5))
        pid = supervisor.pids()["mute"]

    assert 5 <= clock() - began < 7
    assert not alive(pid)


def test_start__signal_meanwhile__stops_at_once(shell: Callable[..., Child]) -> None:
    with StopSignals() as signals, Supervisor(signals=signals) as supervisor:
        os.kill(os.getpid(), signal.SIGTERM)
        with pytest.raises(StopRequested):
            supervisor.start(shell("mute", SLEEP, ready=lambda: False))


def test_look_after__child_dies_again_and_again__waits_double_until_it_lives_a_minute(
    shell: Callable[..., Child], events: list[Event], clock: Clock
) -> None:
    with Supervisor(events.append, clock=clock, sleep=clock.sleep) as supervisor:
        supervisor.start(shell("worker", SLEEP))
        for _ in range(3):
            kill_and_wait_for_restart(supervisor, "worker", events, clock)
        clock.now += 61
        kill_and_wait_for_restart(supervisor, "worker", events, clock)

    deaths = [event for event in events if event.happening is Happening.DIED]
    assert [death.restart_in_seconds for death in deaths] == [1, 2, 4, 1]
    assert {death.exit_status for death in deaths} == {-signal.SIGKILL}


def test_look_after__leader_dies__its_workers_are_ended_before_the_restart(
    shell: Callable[..., Child], events: list[Event], clock: Clock, tmp_path: Path, alive: Callable[[int], bool]
) -> None:
    mark = tmp_path / "worker"
    leader = shell("web", "trap '' TERM; sleep 600 & echo $! > w; mv w worker; wait", ready=mark.exists)
    with Supervisor(events.append, clock=clock, sleep=clock.sleep) as supervisor:
        supervisor.start(leader)
        worker = int(mark.read_text())
        assert alive(worker)
        os.kill(supervisor.pids()["web"], signal.SIGKILL)
        while events[-1].happening is not Happening.DIED:
            supervisor.look_after()

        assert not alive(worker)


def test_stop__child_deaf_to_its_signal__group_is_ended_after_the_grace_time(
    shell: Callable[..., Child], events: list[Event], clock: Clock, tmp_path: Path, alive: Callable[[int], bool]
) -> None:
    mark = tmp_path / "worker"
    deaf = shell(
        "deaf", "trap '' TERM; sleep 600 & echo $! > w; mv w worker; while true; do wait; done", ready=mark.exists
    )
    with Supervisor(events.append, clock=clock, sleep=clock.sleep) as supervisor:
        supervisor.start(deaf)
        before = clock()

    assert 10 <= clock() - before < 11
    assert (events[-1].happening, events[-1].exit_status) == (Happening.STOPPED, -signal.SIGKILL)
    assert not alive(int(mark.read_text()))


def test_stop__second_signal__does_not_wait_for_the_grace_time(
    shell: Callable[..., Child], events: list[Event], clock: Clock, tmp_path: Path
) -> None:
    deaf = shell("deaf", "trap '' TERM; touch mark; while true; do sleep 1; done", ready=(tmp_path / "mark").exists)
    with (
        StopSignals() as signals,
        Supervisor(events.append, signals=signals, clock=clock, sleep=clock.sleep) as supervisor,
    ):
        supervisor.start(deaf)
        os.kill(os.getpid(), signal.SIGINT)
        supervisor.watch()
        os.kill(os.getpid(), signal.SIGINT)
        before = clock()

    assert clock() - before < 1
    assert events[-1].exit_status == -signal.SIGKILL


def test_stop__child_waits_for_its_restart__nothing_to_end(
    shell: Callable[..., Child], events: list[Event], clock: Clock
) -> None:
    with Supervisor(events.append, clock=clock, sleep=clock.sleep) as supervisor:
        supervisor.start(shell("worker", SLEEP))
        os.kill(supervisor.pids()["worker"], signal.SIGKILL)
        while supervisor.pids():
            supervisor.look_after()

    assert events[-1].happening is Happening.DIED
