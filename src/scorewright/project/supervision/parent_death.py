"""A process that is told by the kernel when its parent is gone (Linux; elsewhere the warden alone sees to it)."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1  # linux/prctl.h

# Loaded before any fork: between fork and exec no lock of the loader may be taken.
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def signalled_when_parent_dies(number: signal.Signals) -> Callable[[], None] | None:
    """What to run between fork and exec, after privileges are dropped: a change of user would clear the request.

    The kernel watches the *thread* that forked, so that thread has to live as long as the child should.
    """
    if _LIBC is None:
        return None
    prctl, parent = _LIBC.prctl, os.getpid()

    def ask_kernel() -> None:
        prctl(PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:  # it died before we asked, so no signal will ever come
            os._exit(1)

    return ask_kernel
