"""A command that runs once, to its end, while the supervised children are looked after."""

import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from signal import SIGTERM

from scorewright.project.supervision.parent_death import signalled_when_parent_dies
from scorewright.project.supervision.process_group import end_by_force
from scorewright.project.supervision.stop_signals import StopSignals
from scorewright.project.supervision.supervisor import StopRequested, Supervisor
from scorewright.project.supervision.warden import Warden


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """``command`` in a session of its own; its standard error is ours, so that people see its progress."""

    name: str
    command: tuple[str, ...]
    env: Mapping[str, str]


class ErrandFailedError(Exception):
    """The errand ended with a status other than 0; what was wrong, it has said itself."""


def run_errand(errand: Errand, supervisor: Supervisor, signals: StopSignals) -> str:
    """Run ``errand`` and give back what it wrote to standard output, which must be short.

    Raises StopRequested when a signal came meanwhile, and ErrandFailedError. Nothing of it is left afterwards.
    """
    warden = Warden()
    process = subprocess.Popen(  # noqa: S603 - running commands is what it is for
        errand.command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        env=errand.env,
        start_new_session=True,
        preexec_fn=signalled_when_parent_dies(SIGTERM),  # noqa: PLW1509 - one call of a library that is loaded
    )
    try:
        warden.guard(process.pid, SIGTERM)
        while process.poll() is None:
            if signals.count:
                raise StopRequested
            supervisor.look_after()
            time.sleep(0.05)
    finally:
        end_by_force(process.pid)
        answer = process.communicate()[0]
        warden.release(process.pid)
        warden.close()
    if process.returncode != 0:
        raise ErrandFailedError(f"{errand.name} failed; the reason stands above")
    return answer
