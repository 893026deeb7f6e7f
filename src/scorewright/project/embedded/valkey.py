"""The embedded Valkey as a child process: the broker of the jobs."""

import signal

import redis

from scorewright.project.embedded.home import Home
from scorewright.project.embedded.new_file import replace
from scorewright.project.embedded.ports import LOOPBACK
from scorewright.project.embedded.programs import ENVIRONMENT, valkey_program
from scorewright.project.embedded.unprivileged import account_for, hand_over, make_reachable
from scorewright.project.supervision.child import Child

# Queues must survive a restart and never be thrown out to save memory; the append-only file alone keeps them.
CONFIGURATION = """\
bind {bind}
port {port}
requirepass {password}
dir {folder}
appendonly yes
save ""
maxmemory-policy noeviction
daemonize no
logfile ""
"""


def valkey(home: Home, *, port: int, password: str, keep_open: tuple[int, ...] = ()) -> Child:
    """The server over ``home``. Its password stands in a file that only it can read: arguments are for all to see."""
    program = valkey_program()
    account = account_for(home.valkey)
    configuration = home.valkey / "valkey.conf"
    replace(configuration, CONFIGURATION.format(bind=LOOPBACK, port=port, password=password, folder=f'"{home.valkey}"'))
    for path in (home.valkey, configuration):
        hand_over(path, account)
    for path in (home.valkey, program):
        make_reachable(path, account)
    url = broker_url(port, password)
    return Child(
        name="valkey",
        command=(str(program), str(configuration)),
        env=ENVIRONMENT,
        log=home.logs / "valkey.log",
        ready=lambda: answers(url),
        ready_seconds=60.0,
        stop_signal=signal.SIGTERM,
        orphan_signal=signal.SIGTERM,
        account=account,
        folder=home.valkey,
        keep_open=keep_open,
    )


def broker_url(port: int, password: str) -> str:
    """What Celery is given as its broker."""
    return f"redis://:{password}@{LOOPBACK}:{port}/0"


def answers(url: str) -> bool:
    """Whether a server at ``url`` lets us in and has its data loaded."""
    try:
        with redis.Redis.from_url(url, socket_timeout=2, socket_connect_timeout=2) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False
