import json
import socket

import pytest

from scorewright.project.embedded.home import Home
from scorewright.project.supervision.events import Event, Happening
from scorewright.project.supervision.supervisor import Supervisor
from scorewright.project.up.address import Address, AddressError, address_from
from scorewright.project.up.environment import EnvironmentIncompleteError, whole_environment
from scorewright.project.up.telling import sentence

URLS = {name: f"x://{name}" for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "CELERY_BROKER_URL")}


@pytest.mark.parametrize("text", ["0", "65536", "http", "-1", "8000 "])
def test_address__impossible_port__names_the_setting(text: str) -> None:
    with pytest.raises(AddressError, match="SCOREWRIGHT_PORT must be a number between 1 and 65535"):
        address_from({"SCOREWRIGHT_PORT": text})


@pytest.mark.parametrize(
    ("host", "url"),
    [("::", "http://[::1]:80"), ("::1", "http://[::1]:80"), ("localhost", "http://localhost:80")],
)
def test_url__is_where_this_machine_finds_it(host: str, url: str) -> None:
    assert Address(host, 80).url == url


def test_up__port_is_taken__a_sentence_before_anything_starts(scorewright, tmp_path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = scorewright("up", "--json", SCOREWRIGHT_PORT=str(port), SCOREWRIGHT_HOME=str(tmp_path / "home"))
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"].startswith(f"port {port} of 127.0.0.1 cannot be used")
    assert not (tmp_path / "home").exists()


def test_environment__operator_names_all__nothing_is_started(tmp_path) -> None:
    with Supervisor() as supervisor, whole_environment(Home(tmp_path / "home"), URLS, supervisor) as env:
        assert supervisor.pids() == {}
        assert URLS.items() <= env.items()
        assert len(env["SCOREWRIGHT_SECRET_KEY"]) > 40


def test_environment__operator_names_a_part__says_what_is_missing(tmp_path) -> None:
    only = {"DATABASE_URL": "x://"}
    with (
        Supervisor() as supervisor,
        pytest.raises(EnvironmentIncompleteError, match="DATABASE_OWNER_URL and CELERY_BROKER_URL must be set too"),
        whole_environment(Home(tmp_path), only, supervisor),
    ):
        pass


def test_environment__own_secret_key__stays(tmp_path) -> None:
    given = {**URLS, "SCOREWRIGHT_SECRET_KEY": "mine"}
    with Supervisor() as supervisor, whole_environment(Home(tmp_path), given, supervisor) as env:
        assert env["SCOREWRIGHT_SECRET_KEY"] == "mine"


def test_sentence__death_by_status__says_it_and_the_wait() -> None:
    died = Event(Happening.DIED, "web", 7, exit_status=3, restart_in_seconds=1.0)
    assert sentence(died) == "[red]web died[/red] (exit status 3); starting it again in 1 s"


def test_sentence__a_step_on_the_way__is_not_told() -> None:
    assert sentence(Event(Happening.STARTED, "web", 7)) is None
