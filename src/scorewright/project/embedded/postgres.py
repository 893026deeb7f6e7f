"""The embedded PostgreSQL as a child process."""

import signal
from pathlib import Path

import psycopg

from scorewright.project.embedded.cluster import SUPERUSER, initialise
from scorewright.project.embedded.home import Home
from scorewright.project.embedded.ports import LOOPBACK
from scorewright.project.embedded.programs import ENVIRONMENT, postgres_programs
from scorewright.project.embedded.unprivileged import account_for
from scorewright.project.supervision.child import Child

SETTINGS = {
    "listen_addresses": LOOPBACK,
    "unix_socket_directories": "",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "maintenance_work_mem": "64MB",
    "fsync": "on",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_line_prefix": "%m [%p] %q%u@%d ",
    # What it refuses holds what is personal, and is told to whoever asked: neither statement nor row stands in the log.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}


def postgres(home: Home, *, port: int, password: str, keep_open: tuple[int, ...] = ()) -> Child:
    """The server over ``home``, whose data folder is made first should it be missing. Raises ClusterError.

    It is stopped by SIGINT, the fast shutdown: open transactions are rolled back and a checkpoint is written (SIGTERM
    would wait for every client to leave). Orphaned, it gets SIGQUIT, the immediate shutdown: PostgreSQL then ends its
    own processes by force after five seconds, and what was committed is replayed from its log at the next start.
    """
    account = account_for(home.postgres)
    data = initialise(home.postgres, password=password, account=account)
    forget_a_dead_server(data)
    settings = [f"--{name}={value}" for name, value in {**SETTINGS, "port": str(port)}.items()]
    url = admin_url(port, password)
    return Child(
        name="postgres",
        command=(str(postgres_programs(data) / "postgres"), "-D", str(data), *settings),
        env=ENVIRONMENT,
        log=home.logs / "postgres.log",
        ready=lambda: answers(url),
        ready_seconds=120.0,  # after a crash it first replays its log
        stop_signal=signal.SIGINT,
        orphan_signal=signal.SIGQUIT,
        grace_seconds=30.0,
        account=account,
        folder=data,
        keep_open=keep_open,
    )


def admin_url(port: int, password: str) -> str:
    """The superuser's way in, for provisioning."""
    return f"postgresql://{SUPERUSER}:{password}@{LOOPBACK}:{port}/postgres"


def answers(url: str) -> bool:
    """Whether a server at ``url`` lets us in now."""
    try:
        with psycopg.connect(url, connect_timeout=2) as connection:
            connection.execute("SELECT 1")
    except psycopg.OperationalError:
        return False
    return True


def forget_a_dead_server(data: Path) -> None:
    """Remove a stale ``postmaster.pid`` whose number now belongs to another program: PostgreSQL would refuse to start.

    That is common in containers, where a few low numbers are used again and again. Whoever calls holds the lock of the
    home, which every process of our server holds too, so none of them is left; a PostgreSQL started by hand is spared.
    """
    mark = data / "postmaster.pid"
    if mark.exists():
        program = Path("/proc", mark.read_text().split("\n", 1)[0].strip(), "comm")
        if program.exists() and program.read_text().strip() != "postgres":
            mark.unlink()
