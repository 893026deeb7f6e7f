"""A process that dies at any step of what it does to the database: before each statement, before and after COMMIT."""

import mmap
import os
import signal
import traceback
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

from django.db import connection, connections

SECONDS = 60


def crashes(action: Callable[[], object]) -> Iterator[int]:
    """Do ``action``, one transaction, again and again, each time in a child that is killed one step later.

    Gives the number of the step after each death; the last one is that just after COMMIT. The caller's transactions
    must have ended: the child has a connection of its own, and what it did not commit is gone with it. In a child only
    the thread that forked lives on, so ``action`` must not ask a library that has threads of its own, such as polars.
    """
    with mmap.mmap(-1, 1) as committed:  # the child and we see the same byte
        for step in count(1):
            _die(action, step, committed)
            yield step
            if committed[0]:
                return


def _die(action: Callable[[], object], step: int, committed: mmap.mmap) -> None:
    connections.close_all()  # back to the pool, which is the parent's alone
    child = os.fork()
    if child == 0:
        _live(action, step, committed)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"it ended by itself before step {step}: see what the child has written"
    assert os.WTERMSIG(status) == signal.SIGKILL


def _live(action: Callable[[], object], step: int, committed: mmap.mmap) -> None:
    """In the child, which never comes back from here: nothing of the parent's is tidied up by it."""
    left, commit = [step], connection.commit

    def come_nearer() -> None:
        left[0] -= 1
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)

    def before(execute: Callable[..., Any], *given: Any) -> Any:
        come_nearer()
        return execute(*given)

    def commit_and_tell() -> None:
        come_nearer()
        commit()
        committed[0] = 1
        come_nearer()

    try:
        signal.alarm(SECONDS)  # and no test waits for a child for ever
        connection.settings_dict["OPTIONS"].pop("pool")
        connection.commit = commit_and_tell
        with connection.execute_wrapper(before):
            action()
        os._exit(0)
    except BaseException:
        traceback.print_exc()
        os._exit(1)
