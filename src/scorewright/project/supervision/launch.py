"""Starting one child, and its log."""

import subprocess
import threading
from pathlib import Path
from typing import BinaryIO

from scorewright.project.supervision.child import Child
from scorewright.project.supervision.parent_death import signalled_when_parent_dies

LARGEST_LOG_BYTES = 20_000_000


def launch(child: Child) -> subprocess.Popen[bytes]:
    """Start ``child`` as the leader of a session and process group of its own: a terminal's Ctrl-C passes it by.

    Raises RuntimeError outside the main thread (the child would be ended together with the thread) and OSError when the
    command cannot be executed.
    """
    if threading.current_thread() is not threading.main_thread():
        raise RuntimeError(
            f"{child.name} has to be started from the main thread: it ends with the thread that starts it"
        )
    account = child.account
    with _log_file(child.log) as log:
        return subprocess.Popen(  # noqa: S603 - running commands is what a supervisor is for
            child.command,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            env=child.env,
            cwd=child.folder,
            start_new_session=True,
            user=account.uid if account else None,
            group=account.gid if account else None,
            extra_groups=[] if account else None,
            pass_fds=child.keep_open,
            # One system call through a library that is already loaded: nothing here can wait for another thread's lock.
            preexec_fn=signalled_when_parent_dies(child.orphan_signal),  # noqa: PLW1509
        )


def last_lines(log: Path, count: int = 15) -> str:
    """The end of a log, for an error message."""
    text = log.read_text(errors="replace") if log.exists() else ""
    return "\n".join(text.splitlines()[-count:])


def _log_file(path: Path) -> BinaryIO:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > LARGEST_LOG_BYTES:
        path.replace(path.with_suffix(".previous.log"))
    return path.open("ab")
