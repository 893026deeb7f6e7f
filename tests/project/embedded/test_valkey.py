import stat
from pathlib import Path

import redis

from scorewright.project.embedded.home import Home
from scorewright.project.embedded.ports import free_port
from scorewright.project.embedded.stack import Embedded
from scorewright.project.embedded.valkey import answers, valkey


def test_server__its_settings__keep_every_job(embedded: Embedded) -> None:
    with redis.Redis.from_url(embedded.environment()["CELERY_BROKER_URL"], decode_responses=True) as client:
        config = client.config_get("*")

    wanted = {"appendonly": "yes", "save": "", "maxmemory-policy": "noeviction", "bind": "127.0.0.1"}
    assert wanted.items() <= config.items()


def test_server__no_password__is_not_let_in(embedded: Embedded) -> None:
    url = embedded.environment()["CELERY_BROKER_URL"]

    assert answers(url)
    assert not answers("redis://" + url.rpartition("@")[2])


def test_answers__nobody_listens__is_false() -> None:
    assert not answers(f"redis://:x@127.0.0.1:{free_port()}/0")


def test_valkey__its_password__is_in_no_argument_but_in_a_closed_file(home: Home) -> None:
    home.prepare()

    command = valkey(home, port=free_port(), password="unguessable").command

    configuration = Path(command[-1])
    assert "requirepass unguessable" in configuration.read_text()
    assert stat.S_IMODE(configuration.stat().st_mode) == 0o600
    assert not any("unguessable" in argument for argument in command)
