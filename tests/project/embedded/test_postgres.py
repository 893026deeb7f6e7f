import os
import subprocess
from pathlib import Path

import psycopg
import pytest

from scorewright.project.embedded.credentials import credentials
from scorewright.project.embedded.home import Home
from scorewright.project.embedded.ports import free_port
from scorewright.project.embedded.postgres import answers, forget_a_dead_server, postgres
from scorewright.project.embedded.stack import Embedded
from scorewright.project.embedded.unprivileged import account_for
from scorewright.project.supervision.supervisor import Supervisor


def settings(url: str, *names: str) -> list[str]:
    with psycopg.connect(url) as connection:
        return [str(row[0]) for name in names for row in connection.execute(f"SHOW {name}".encode())]


def test_server__its_settings__are_durable_and_local(embedded: Embedded) -> None:
    names = ["fsync", "full_page_writes", "synchronous_commit", "data_checksums", "password_encryption"]
    assert settings(embedded.admin_url, *names) == ["on", "on", "on", "on", "scram-sha-256"]

    names = ["listen_addresses", "unix_socket_directories", "server_encoding", "timezone"]
    assert settings(embedded.admin_url, *names) == ["127.0.0.1", "", "UTF8", "UTC"]


def test_server__what_it_refuses__stands_in_no_log(embedded: Embedded) -> None:
    with psycopg.connect(embedded.admin_url, autocommit=True) as connection:
        connection.execute("CREATE TEMPORARY TABLE people (name text CHECK (length(name) < 5))")
        with pytest.raises(psycopg.errors.CheckViolation):
            connection.execute("INSERT INTO people VALUES ('Kwabena Unique-Name')")
    log = (embedded.home.logs / "postgres.log").read_text()
    assert 'violates check constraint "people_name_check"' in log
    assert "Unique-Name" not in log


def test_server__its_collation__is_the_same_everywhere(embedded: Embedded) -> None:
    with psycopg.connect(embedded.environment()["DATABASE_URL"]) as connection:
        row = connection.execute(
            "SELECT datlocprovider::text, datlocale, upper('é') FROM pg_database WHERE datname = current_database()"
        ).fetchone()

    assert row == ("b", "C.UTF-8", "É")


def test_server__wrong_password__is_not_let_in(embedded: Embedded) -> None:
    password = embedded.admin_url.split(":")[2].split("@")[0]

    assert answers(embedded.admin_url)
    assert not answers(embedded.admin_url.replace(password, "guess"))


def test_answers__nobody_listens__is_false() -> None:
    assert not answers(f"postgresql://postgres:x@127.0.0.1:{free_port()}/postgres")


def test_start__pid_file_left_with_the_number_of_another_program__starts(used_home: Home) -> None:
    account = account_for(used_home.postgres)
    other = subprocess.Popen(["/bin/sleep", "600"], user=account.uid if account else None)
    data = used_home.postgres / "data"
    (data / "postmaster.pid").write_text(f"{other.pid}\n{data}\n")
    try:
        with Supervisor() as supervisor:
            supervisor.start(
                postgres(used_home, port=free_port(), password=credentials(used_home.secrets).postgres_password)
            )
    finally:
        other.kill()
        other.wait()


def test_forget_a_dead_server__a_server_that_lives__keeps_its_file(embedded: Embedded) -> None:
    data = embedded.home.postgres / "data"

    forget_a_dead_server(data)

    assert (data / "postmaster.pid").exists()


def test_forget_a_dead_server__nobody_has_the_number__is_left_to_postgres(tmp_path: Path) -> None:
    ended = subprocess.Popen(["/bin/true"])
    ended.wait()
    (tmp_path / "postmaster.pid").write_text(f"{ended.pid}\n")
    assert ended.pid != os.getpid()

    forget_a_dead_server(tmp_path)

    assert (tmp_path / "postmaster.pid").exists()
