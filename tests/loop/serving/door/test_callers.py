"""Which keys the database is asked about, and whom strangers can keep waiting."""

import threading
import time
from datetime import datetime

import pytest

from scorewright.loop.serving.door import callers
from scorewright.loop.serving.door.look_ups import FIRST
from scorewright.loop.tenancy.queries import authenticate
from scorewright.loop.tenancy.scope import Scope
from scorewright.loop.tenancy.tokens import Token

GOOD = {"distance": 80, "parcels": 3, "van": "small"}
PATH = "/api/v1/predict/late_delivery/"


@pytest.fixture
def asked_about(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every token that the database was asked about."""
    found: list[str] = []

    def authenticate_and_note(token: str, now: datetime) -> Scope | None:
        found.append(token)
        return authenticate(token, now)

    monkeypatch.setattr(callers, "authenticate", authenticate_and_note)
    return found


def test_caller__text_that_can_be_no_key__refused_without_a_look_at_the_database(
    door, tenant_id, asked_about: list[str]
) -> None:
    for token in ("", "sw_", "sw_x_y", f"sw_{tenant_id.hex}_short", f"sw_{tenant_id.hex}_{'x' * 44}", "x" * 5_000):
        assert door.ask("POST", PATH, GOOD, X_API_Key=token).status_code == 401, token
    assert asked_about == []
    unknown = Token.random(tenant_id).text
    assert door.ask("POST", PATH, GOOD, X_API_Key=unknown).status_code == 401
    assert asked_about == [unknown]


def test_caller__known_key_while_all_first_look_ups_hang__is_renewed_beside_them(caller) -> None:
    for _ in range(2):  # the news that there is such a key may come with the first
        assert caller.post(GOOD).status_code == 200
        time.sleep(0.3)
    go_on = threading.Event()
    hanging = [FIRST.submit(go_on.wait, 20) for _ in range(8)]
    try:
        until = time.monotonic() + 2  # twice as long as a key that is not renewed would last
        while time.monotonic() < until:
            assert caller.post(GOOD).status_code == 200
            time.sleep(0.05)
    finally:
        go_on.set()
    assert all(one.result(20) for one in hanging)
