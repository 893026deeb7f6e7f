import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connections

from scorewright.loop.deployment.actions import activate
from scorewright.loop.serving.models import Decision, ScoringRun
from scorewright.loop.tenancy.scope import acting

from .callers import BATCH, Answer, Caller, csv_of, rows_of

pytestmark = pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume asynchronous iterators")

ROWS = csv_of(rows_of(3))
PATH = f"{BATCH}?ignore=customer"


def _send(caller: Caller, path: str = PATH, content: bytes = ROWS, key: str = "once", **headers: str) -> Answer:
    return caller.send(path, content, **{"Idempotency-Key": key}, **headers)


def _kept(tenant_id: uuid.UUID) -> tuple[int, int]:
    with acting(tenant_id, actor="test"):
        return ScoringRun.objects.count(), Decision.objects.count()


def test_key__same_file_again__the_same_run_and_said_so(service, tenant_id) -> None:
    first, again = _send(service), _send(service)
    assert (first.status, again.status) == (200, 200)
    assert (first.headers.get("Idempotent-Replayed"), again.headers.get("Idempotent-Replayed")) == (None, "true")
    assert (again.content, again.headers["X-Scoring-Run"]) == (first.content, first.headers["X-Scoring-Run"])
    assert _kept(tenant_id) == (1, 3)


def test_key__same_large_file_again__the_same_job(service, tenant_id) -> None:
    content = csv_of(rows_of(1001))
    first, again = _send(service, content=content), _send(service, content=content)
    assert (first.status, again.status, again.headers["Location"]) == (202, 202, first.headers["Location"])
    assert (first.headers.get("Idempotent-Replayed"), again.headers.get("Idempotent-Replayed")) == (None, "true")
    assert _kept(tenant_id) == (1, 0)


@pytest.mark.parametrize(
    ("path", "content"),
    [
        (PATH, csv_of(rows_of(2))),
        (f"{PATH},age", ROWS),
        (f"{PATH}&record=run", ROWS),
        (f"{PATH}&result=parquet", ROWS),
        (f"{PATH}&status=production", ROWS),
        (f"{PATH}&version=1", ROWS),
        (BATCH, ROWS),
    ],
)
def test_key__another_request__422_and_nothing_is_kept_of_it(path, content, service, tenant_id) -> None:
    first = _send(service)
    refused = _send(service, path, content)
    assert refused.status == 422, refused.content
    assert [(error["field"], error["rule"]) for error in refused.json["errors"]] == [("Idempotency-Key", "unique")]
    assert _kept(tenant_id) == (1, 3)
    assert _send(service).content == first.content


def test_key__same_file_at_the_other_address__the_same_run(service) -> None:
    first = _send(service)
    again = _send(service, "/api/v1/batch-predict?ignore=customer&endpoint=retention")
    assert (again.headers["Idempotent-Replayed"], again.content) == ("true", first.content)


def test_key__refused_file__leaves_the_key_free(service) -> None:
    assert _send(service, content=b"horoscope\n1\n").status == 422
    assert _send(service).status == 200


def test_key__replay__answered_although_its_version_has_another_status_now(service, tenant_id, put_live) -> None:
    version = put_live(live=False)
    path, content = "/api/v1/late_delivery/batch?status=staging", b"distance,parcels,van\n12.5,3,small\n"
    first = _send(service, path, content)
    assert first.status == 200, first.content
    with acting(tenant_id, actor="user:test", role="admin"):
        activate(version_id=version.id, by="user:test", reason="the test's")
    assert _send(service, path, content).content == first.content
    assert _send(service, path, content, key="another").status == 404


@pytest.mark.parametrize("key", ["", "a b", "k" * 201, "k\u00e9y"])
def test_key__that_is_none__400_as_at_the_door(key, service, tenant_id) -> None:
    refused = _send(service, key=key)
    assert (refused.status, "Idempotency-Key must have 1 to 200 visible ASCII" in refused.json["detail"]) == (400, True)
    assert _kept(tenant_id) == (0, 0)


def _wait_for_a_waiter(cursor: Any) -> None:
    end = time.monotonic() + 30
    while time.monotonic() < end:
        cursor.execute("SELECT 1 FROM pg_locks WHERE NOT granted AND relation = 'serving_decision'::regclass")
        if cursor.fetchone():
            return
        time.sleep(0.02)
    pytest.fail("nobody waits for the table")


def test_key__first_is_being_answered__409_at_once_with_retry_after(service, tenant_id) -> None:
    other = connections.create_connection("owner")
    try:
        with other.cursor() as cursor, ThreadPoolExecutor(1) as thread:
            cursor.execute("BEGIN")
            cursor.execute("LOCK TABLE serving_decision IN SHARE MODE")  # the first waits here with its decisions
            first = thread.submit(_send, service)
            _wait_for_a_waiter(cursor)
            refused = _send(service)
            cursor.execute("ROLLBACK")
        assert (refused.status, refused.headers["Retry-After"], refused.json["title"]) == (409, "1", "In flight")
        assert first.result().status == 200
    finally:
        other.close()
    assert _send(service).headers["Idempotent-Replayed"] == "true"
    assert _kept(tenant_id) == (1, 3)
