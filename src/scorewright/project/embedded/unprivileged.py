"""The account under which the servers run when we are root, which PostgreSQL refuses to be."""

import logging
import os
import pwd
import shutil
import stat
import subprocess
from pathlib import Path

from scorewright.project.supervision.child import Account

NAME = "scorewright"

_log = logging.getLogger(__name__)


class NoAccountError(Exception):
    """We are root and can neither find nor create an account for the servers."""


def account_for(folder: Path) -> Account | None:
    """None unless we are root; else whoever owns ``folder`` already, so that a home once made without root stays usable
    without it; else the system account ``scorewright``, created when missing.
    """
    if os.geteuid() != 0:
        return None
    owner = folder.stat()
    if owner.st_uid != 0:
        return Account(owner.st_uid, owner.st_gid)
    return _system_account()


def hand_over(path: Path, account: Account | None) -> None:
    """Make ``path`` belong to ``account``; nothing to do when we are not root."""
    if account is not None:
        os.chown(path, account.uid, account.gid)


def make_reachable(path: Path, account: Account | None) -> None:
    """Let other accounts pass through the folders above ``path`` (and above what it links to): pass, not look into.

    Only what is missing is added, and each change is logged; nothing to do when we are not root.
    """
    if account is None:
        return
    for folder in dict.fromkeys([*path.absolute().parents, *path.resolve().parents]):
        mode = stat.S_IMODE(folder.stat().st_mode)
        if not mode & stat.S_IXOTH:
            folder.chmod(mode | stat.S_IXOTH)
            _log.warning("Let other accounts pass through %s (mode %o, was %o)", folder, mode | stat.S_IXOTH, mode)


def _system_account() -> Account:
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        entry = _create()
    return Account(entry.pw_uid, entry.pw_gid)


def _create() -> pwd.struct_passwd:
    program = shutil.which("useradd")
    if program is None:
        raise NoAccountError(
            f"PostgreSQL does not run as root: create a system account named {NAME}, or do not be root"
        )
    _log.warning("Creating the system account %s", NAME)
    command = [program, "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - a fixed command
    return pwd.getpwnam(NAME)
