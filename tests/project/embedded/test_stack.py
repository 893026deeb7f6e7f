"""Who starts the servers, who borrows them, and what is left when somebody dies."""

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest
import redis

from scorewright.project.embedded.home import Home
from scorewright.project.embedded.postgres import answers
from scorewright.project.embedded.stack import Embedded, HomeInUseError
from scorewright.project.supervision.events import Event, Happening
from scorewright.project.supervision.supervisor import Supervisor

HOLD = """
import sys
from pathlib import Path
from scorewright.project.embedded.home import Home
from scorewright.project.embedded.stack import Embedded

with Embedded(Home(Path(sys.argv[1]))) as embedded:
    print("owner" if embedded.owned else "borrower", embedded.admin_url)
    sys.stdin.readline()
print("left")
"""

UP = """
import sys
from pathlib import Path
from scorewright.project.embedded.home import Home
from scorewright.project.embedded.stack import Embedded
from scorewright.project.supervision.stop_signals import StopSignals
from scorewright.project.supervision.supervisor import Supervisor

def show(event):
    print(event.child, event.happening)

with StopSignals() as signals, Supervisor(show, signals=signals) as supervisor:
    with Embedded(Home(Path(sys.argv[1])), supervisor=supervisor) as embedded:
        print("up", embedded.environment()["DATABASE_OWNER_URL"])
        supervisor.watch()
print("left")
"""

Script = Callable[..., subprocess.Popen[str]]
Eventually = Callable[[Callable[[], object]], None]
Find = Callable[[Home], set[int]]


def words(process: subprocess.Popen[str]) -> list[str]:
    assert process.stdout is not None
    return process.stdout.readline().split()


def words_until(process: subprocess.Popen[str], first: str) -> list[list[str]]:
    lines = [words(process)]
    while lines[-1] and lines[-1][0] != first:
        lines.append(words(process))
    return lines


def let_go(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def write_everywhere(environment: dict[str, str]) -> None:
    with psycopg.connect(environment["DATABASE_OWNER_URL"]) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    with redis.Redis.from_url(environment["CELERY_BROKER_URL"]) as client:
        client.rpush("queue", "job")


def read_everywhere(environment: dict[str, str]) -> tuple[object, object]:
    with psycopg.connect(environment["DATABASE_OWNER_URL"]) as connection:
        row = connection.execute("SELECT answer FROM kept").fetchone()
    with redis.Redis.from_url(environment["CELERY_BROKER_URL"]) as client:
        return row, client.lrange("queue", 0, -1)


def test_environment__names_all_that_the_settings_need(embedded: Embedded) -> None:
    environment = embedded.environment()

    assert sorted(environment) == [
        "CELERY_BROKER_URL",
        "DATABASE_OWNER_URL",
        "DATABASE_URL",
        "SCOREWRIGHT_HOME",
        "SCOREWRIGHT_SECRET_KEY",
    ]
    for name, role in {"DATABASE_URL": "scorewright_app", "DATABASE_OWNER_URL": "scorewright_owner"}.items():
        with psycopg.connect(environment[name]) as connection:
            assert connection.execute("SELECT current_user, current_database()").fetchone() == (role, "scorewright")


def test_enter__twice_in_turn__same_secrets_and_data(tmp_path: Path, servers_of: Find) -> None:
    home = Home(tmp_path / "fresh")
    with Embedded(home) as first:
        write_everywhere(first.environment())
        secret = first.environment()["SCOREWRIGHT_SECRET_KEY"]
    assert servers_of(home) == set()
    assert not home.state.exists()

    with Embedded(home) as second:
        assert second.owned
        assert read_everywhere(second.environment()) == ((42,), [b"job"])
        assert second.environment()["SCOREWRIGHT_SECRET_KEY"] == secret


def test_enter__another_process_has_the_servers__borrows_and_leaves_them_running(
    embedded: Embedded, script: Script
) -> None:
    borrower = script(HOLD, embedded.home.path)
    assert words(borrower) == ["borrower", embedded.admin_url]

    let_go(borrower)

    assert words(borrower) == ["left"]
    assert answers(embedded.admin_url)


def test_exit__somebody_still_borrows__waits_for_it(used_home: Home, script: Script, servers_of: Find) -> None:
    owner = script(HOLD, used_home.path)
    kind, url = words(owner)
    assert kind == "owner"
    borrower = script(HOLD, used_home.path)
    assert words(borrower)[0] == "borrower"

    let_go(owner)
    with pytest.raises(subprocess.TimeoutExpired):
        owner.wait(0.5)
    assert answers(url)
    let_go(borrower)

    assert [words(borrower), words(owner)] == [["left"], ["left"]]
    assert servers_of(used_home) == set()


def test_enter__two_at_once__one_starts_and_one_borrows(used_home: Home, script: Script) -> None:
    both = [script(HOLD, used_home.path), script(HOLD, used_home.path)]

    (one, one_url), (other, other_url) = (words(process) for process in both)

    assert {one, other} == {"owner", "borrower"}
    assert one_url == other_url
    for process in both:
        let_go(process)


def test_enter__with_a_supervisor_while_another_has_the_servers__is_refused(embedded: Embedded) -> None:
    with Supervisor() as supervisor, pytest.raises(HomeInUseError, match="belong to another process"):  # noqa: SIM117 - the third needs the first
        with Embedded(embedded.home, supervisor=supervisor, patience_seconds=0.2):
            pytest.fail("two owners of one home")


def test_supervised__servers_are_killed__come_back_with_their_data(used_home: Home) -> None:
    events: list[Event] = []
    with Supervisor(events.append) as supervisor, Embedded(used_home, supervisor=supervisor) as embedded:
        write_everywhere(embedded.environment())
        before = supervisor.pids()
        with psycopg.connect(embedded.admin_url):  # a backend that survives its postmaster for a moment
            for pid in before.values():
                os.kill(pid, signal.SIGKILL)
            while [event.happening for event in events].count(Happening.READY) < 4:
                supervisor.look_after()

        assert set(before.values()).isdisjoint(supervisor.pids().values())
        assert read_everywhere(embedded.environment()) == ((42,), [b"job"])


def test_up__interrupt__stops_broker_then_database(used_home: Home, script: Script, servers_of: Find) -> None:
    process = script(UP, used_home.path)
    words_until(process, "up")
    assert len(servers_of(used_home)) > 2

    process.send_signal(signal.SIGINT)

    assert words_until(process, "left") == [
        ["valkey", "stopping"],
        ["valkey", "stopped"],
        ["postgres", "stopping"],
        ["postgres", "stopped"],
        ["left"],
    ]
    assert process.wait(10) == 0
    assert servers_of(used_home) == set()
    assert "database system is shut down" in (used_home.logs / "postgres.log").read_text()


def test_up__killed__no_server_survives_and_the_next_finds_the_data(
    used_home: Home, script: Script, servers_of: Find, eventually: Eventually
) -> None:
    process = script(UP, used_home.path)
    url = words_until(process, "up")[-1][1]
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")

    process.kill()

    eventually(lambda: not servers_of(used_home))
    with Embedded(used_home) as embedded, psycopg.connect(embedded.environment()["DATABASE_OWNER_URL"]) as connection:
        assert embedded.owned
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


@pytest.mark.skipif(not Path("/proc").exists(), reason="reads the open files of a process from /proc")
def test_up__every_process_of_the_servers__holds_the_lock(used_home: Home, script: Script, servers_of: Find) -> None:
    process = script(UP, used_home.path)
    words_until(process, "up")

    lock = used_home.run / "servers.lock"
    servers = servers_of(used_home)
    assert len(servers) > 2
    assert all(any(file.readlink() == lock for file in Path(f"/proc/{pid}/fd").iterdir()) for pid in servers)


def test_up__killed_and_started_again_at_once__waits_for_the_old_servers_to_end(
    used_home: Home, script: Script, servers_of: Find
) -> None:
    first = script(UP, used_home.path)
    words_until(first, "up")
    old = servers_of(used_home)
    first.kill()

    second = script(UP, used_home.path)
    lines = words_until(second, "up")

    assert [line[1] for line in lines[:-1]] == ["started", "ready", "started", "ready"], "no child died on the way"
    assert servers_of(used_home).isdisjoint(old)
