import re
import uuid

import pytest

from scorewright.loop.serving.door import rate_limits
from scorewright.loop.serving.door.rate_limits import RateLimits
from scorewright.loop.serving.door.replies import Refusal
from scorewright.loop.tenancy.scope import Scope

GOOD = {"distance": 80}
CALLER = Scope(uuid.uuid4(), "key:a/1")


def test_limit__used_up__429_with_headers_and_nothing_kept(use_case, open_door, make_caller) -> None:
    door = open_door(records_per_minute=5)
    caller = make_caller(door)
    allowed = caller.post([GOOD] * 3)
    assert allowed.headers["ratelimit-policy"] == '"records";q=5;w=60'
    assert re.fullmatch(r'"records";r=2;t=(61|60|59|58)', allowed.headers["ratelimit"])
    refused = caller.post([GOOD] * 3)
    assert (refused.status_code, refused.headers["ratelimit-policy"]) == (429, '"records";q=5;w=60')
    assert 1 <= int(refused.headers["retry-after"]) <= 61
    assert "2 are left" in refused.json()["detail"]
    assert caller.post(GOOD).status_code == 200  # what was refused took nothing
    assert len(caller.kept()) == 4
    assert make_caller(door).post([GOOD] * 5).status_code == 200  # another key has its own


def test_limit__none__no_headers(caller) -> None:
    assert "ratelimit" not in caller.post(GOOD).headers


def test_take__next_minute__whole_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [0.0]
    monkeypatch.setattr(rate_limits, "monotonic", lambda: now[0])
    limits = RateLimits(1)
    limits.take(CALLER, 1)
    now[0] = 59.9
    with pytest.raises(Refusal):
        limits.take(CALLER, 1)
    now[0] = 60.0
    assert dict(limits.take(CALLER, 1))[b"ratelimit"] == b'"records";r=0;t=61'
