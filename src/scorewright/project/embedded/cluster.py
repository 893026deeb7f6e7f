"""The data folder of the embedded PostgreSQL: made once, whole or not at all."""

import shutil
import subprocess
from pathlib import Path

from scorewright.project.embedded.programs import ENVIRONMENT, postgres_programs
from scorewright.project.embedded.unprivileged import hand_over, make_reachable
from scorewright.project.supervision.child import Account

SUPERUSER = "postgres"


class ClusterError(Exception):
    """The data folder cannot be made."""


def initialise(folder: Path, *, password: str, account: Account | None) -> Path:
    """The data folder below ``folder``, after making it should this be the first call. Raises ClusterError."""
    data = folder / "data"
    hand_over(folder, account)
    for path in (folder, postgres_programs(data) / "postgres"):
        make_reachable(path, account)
    if not data.exists():
        _initdb(folder, password, account).rename(data)
    return data


def _initdb(folder: Path, password: str, account: Account | None) -> Path:
    """Under a name of its own until it is complete: an interrupted attempt is thrown away by the next."""
    draft = folder / "draft"
    if draft.exists():
        shutil.rmtree(draft)
    password_file = folder / "password"
    password_file.touch(mode=0o600)
    hand_over(password_file, account)
    password_file.write_text(password)
    try:
        _run(_command(postgres_programs(draft), draft, password_file), folder, account)
    finally:
        password_file.unlink()
    return draft


def _command(programs: Path, draft: Path, password_file: Path) -> list[str]:
    return [
        str(programs / "initdb"),
        f"--pgdata={draft}",
        f"--username={SUPERUSER}",
        f"--pwfile={password_file}",
        "--auth=scram-sha-256",
        "--data-checksums",
        "--encoding=UTF8",
        # PostgreSQL's own collation: the same order on every machine, whatever locales its operating system has.
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--locale=C",
        "--no-instructions",
    ]


def _run(command: list[str], folder: Path, account: Account | None) -> None:
    done = subprocess.run(  # noqa: S603 - a program of the wheel, with arguments of ours
        command,
        env=ENVIRONMENT,
        cwd=folder,
        user=account.uid if account else None,
        group=account.gid if account else None,
        extra_groups=[] if account else None,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise ClusterError(f"initdb failed: {done.stderr.strip()}")
