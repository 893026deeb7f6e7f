"""Starts children in order, restarts those that die, stops them in reverse, and leaves none behind."""

import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from scorewright.project.supervision.backoff import Backoff
from scorewright.project.supervision.child import Child
from scorewright.project.supervision.events import Event, Happening, Listener, nobody_listens
from scorewright.project.supervision.launch import last_lines, launch
from scorewright.project.supervision.process_group import end_by_force
from scorewright.project.supervision.stop_signals import StopSignals
from scorewright.project.supervision.warden import Warden

DEATHS_AT_START = 3  # a child that cannot live at all is an error, not something to retry for ever


class ChildFailedError(Exception):
    """A child did not become ready; the message ends with the last lines of its log."""


class StopRequested(Exception):  # noqa: N818 - a wish, as KeyboardInterrupt is, not an error
    """Somebody asked us to stop while a child was being started."""


@dataclass(slots=True)
class _Life:
    """A child over all its lives. ``restart_at`` is set while it waits to be started again."""

    child: Child
    process: subprocess.Popen[bytes]
    started_at: float
    ready: bool = False
    deaths: int = 0
    restart_at: float | None = None
    backoff: Backoff = field(default_factory=Backoff)


class Supervisor:
    """The parent of a set of processes; a context manager that stops them all on leaving.

    Prints nothing: ``listener`` is called with every event. ``signals`` says when to stop (without it, nobody asks).
    Everything has to be called from the main thread.
    """

    def __init__(
        self,
        listener: Listener = nobody_listens,
        *,
        signals: StopSignals | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._listener = listener
        self._signals = signals or StopSignals()
        self._clock = clock
        self._sleep = sleep
        self._lives: list[_Life] = []
        self._warden = Warden()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self, child: Child) -> None:
        """Start ``child`` and return once it is ready.

        Raises ChildFailedError when it is not ready within its ``ready_seconds`` or dies three times before, and
        StopRequested when a signal came meanwhile.
        """
        deadline = self._clock() + child.ready_seconds
        life = _Life(child, self._launch(child), self._clock())
        self._lives.append(life)
        self._tell(Happening.STARTED, life)
        while not life.ready:
            if self._signals.count:
                raise StopRequested
            if life.deaths >= DEATHS_AT_START or self._clock() > deadline:
                raise ChildFailedError(f"{child.name} did not become ready; its log ends:\n{last_lines(child.log)}")
            self._sleep(0.05)
            self.look_after()

    def watch(self) -> None:
        """Look after the children until a stop signal comes."""
        while not self._signals.count:
            self.look_after()
            self._sleep(0.2)

    def look_after(self) -> None:
        """One look at every child: who died, who is due to start again, who has become ready."""
        for life in self._lives:
            if life.restart_at is not None:
                self._restart_when_due(life, life.restart_at)
            elif life.process.poll() is not None:
                self._bury(life)
            elif not life.ready and life.child.ready():
                life.ready = True
                self._tell(Happening.READY, life)

    def stop(self) -> None:
        """Stop all children, the last started first. A second signal meanwhile ends the waiting."""
        while self._lives:
            self._stop_one(self._lives[-1])
            self._lives.pop()
        self._warden.close()

    def pids(self) -> dict[str, int]:
        """The process of each child that lives now."""
        return {life.child.name: life.process.pid for life in self._lives if life.restart_at is None}

    def _launch(self, child: Child) -> subprocess.Popen[bytes]:
        process = launch(child)
        self._warden.guard(process.pid, child.orphan_signal)
        return process

    def _restart_when_due(self, life: _Life, restart_at: float) -> None:
        if self._clock() < restart_at:
            return
        life.process = self._launch(life.child)
        life.started_at, life.restart_at, life.ready = self._clock(), None, False
        self._tell(Happening.RESTARTED, life)

    def _bury(self, life: _Life) -> None:
        """Its workers must not live on beside those of its successor."""
        self._clear_up(life.process)
        wait = life.backoff.after(self._clock() - life.started_at)
        life.restart_at, life.deaths = self._clock() + wait, life.deaths + 1
        self._tell(Happening.DIED, life, wait)

    def _stop_one(self, life: _Life) -> None:
        if life.restart_at is not None:
            return
        self._tell(Happening.STOPPING, life)
        self._ask_to_end(life)
        self._clear_up(life.process)
        self._tell(Happening.STOPPED, life)

    def _ask_to_end(self, life: _Life) -> None:
        life.process.send_signal(life.child.stop_signal)
        deadline = self._clock() + life.child.grace_seconds
        while life.process.poll() is None and self._clock() < deadline and self._signals.count < 2:
            self._sleep(0.02)

    def _clear_up(self, process: subprocess.Popen[bytes]) -> None:
        end_by_force(process.pid)
        process.wait()
        self._warden.release(process.pid)

    def _tell(self, happening: Happening, life: _Life, wait: float | None = None) -> None:
        process = life.process
        self._listener(Event(happening, life.child.name, process.pid, process.returncode, wait))
