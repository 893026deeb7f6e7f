"""A request that takes applications in, sent again under its Idempotency-Key."""

import threading
import uuid

import pytest
from django.db import connections

from scorewright.loop.intake.models import Application, KeyedRequest
from scorewright.loop.intake.repeating import Key, once
from scorewright.loop.serving.batch.idempotency import KeyInFlightError
from scorewright.loop.tenancy.actions import add_member, remove_member
from scorewright.loop.tenancy.models import Role, User
from tests.loop.intake.conftest import PERSONAL, RECORD

ALL = "/v1/applications/"
ONE = {"use_case": "late_delivery", "record": RECORD, "personal": PERSONAL, "submit": True}
SEVERAL = {"use_case": "late_delivery", "applications": [{"record": RECORD}, {"record": {}}]}
REPLAYED = "Idempotent-Replayed"


def send(ask, path, body, key, **more):
    return ask("post", path, body, HTTP_IDEMPOTENCY_KEY=key, **more)


def count(office) -> int:
    return office.do(Application.objects.count)


@pytest.mark.parametrize(("path", "body", "made"), [(ALL, ONE, 1), (f"{ALL}batch/", SEVERAL, 2)])
def test_same_key__same_body__same_answer_marked_and_nothing_made_anew(ask, office, path, body, made) -> None:
    first, again = (send(ask, path, body, "order-7") for _ in range(2))
    assert (first.status_code, again.status_code, again.json()) == (201, 201, first.json())
    assert (first.headers.get(REPLAYED), again.headers.get(REPLAYED)) == (None, "true")
    assert count(office) == made
    assert send(ask, path, body, "order-8").json() != first.json()


def test_same_key__replayed_later__tells_the_application_as_it_stands(ask, office) -> None:
    made = send(ask, ALL, ONE, "k").json()
    office.drain()
    again = send(ask, ALL, ONE, "k").json()
    assert (again["id"], again["assessment"]["processing_status"]) == (made["id"], "COMPLETED")


def test_same_key__whom_it_names_has_left_since__the_application_all_the_same(ask, office) -> None:
    kofi = User.objects.create_user(f"kofi-{uuid.uuid4().hex[:12]}")
    membership = office.do(lambda: add_member(user=kofi, role=Role.ANALYST, by="user:test"))
    body = ONE | {"assigned_analyst": kofi.username}
    made = send(ask, ALL, body, "k").json()
    office.do(lambda: remove_member(membership=membership, by="user:test"))
    again = send(ask, ALL, body, "k")
    assert (again.status_code, again.json()["id"]) == (201, made["id"])


@pytest.mark.parametrize(
    ("path", "body"), [(ALL, ONE | {"submit": False}), (f"{ALL}batch/", SEVERAL), (ALL, ONE | {"is_priority": True})]
)
def test_same_key__other_body__422_and_nothing_made(ask, office, path, body) -> None:
    send(ask, ALL, ONE, "k")
    refused = send(ask, path, body, "k")
    assert (refused.status_code, refused.json()["errors"][0]) == (
        422,
        {"field": "Idempotency-Key", "rule": "unique", "message": "was used for another request"},
    )
    assert count(office) == 1


def test_refused_request__leaves_its_key_free(ask) -> None:
    assert send(ask, ALL, ONE | {"record": {}}, "k").status_code == 422
    assert send(ask, ALL, ONE, "k").status_code == 201


@pytest.mark.parametrize("key", ["", "two words", "x" * 201])
def test_key__that_is_none__400(ask, office, key) -> None:
    assert send(ask, ALL, ONE, key).status_code == 400
    assert count(office) == 0


def test_key__of_applicants__is_each_ones_own(ask) -> None:
    made = [send(ask, ALL, ONE, "k", role=role) for role in ("analyst", "applicant", "applicant:other", "service")]
    assert [one.headers.get(REPLAYED) for one in made] == [None, None, None, "true"]
    assert len({one.json()["id"] for one in made}) == 3


def test_application__deleted_since__404_and_nothing_made(ask, office) -> None:
    made = send(ask, ALL, ONE, "k").json()
    assert ask("delete", f"{ALL}{made['id']}/").status_code == 204
    assert send(ask, ALL, ONE, "k").status_code == 404
    assert count(office) == 1


def test_request__while_the_first_is_being_answered__409_and_later_the_same(ask, office) -> None:
    key, answers = Key.of("late_delivery", "k", f"/api{ALL}", b""), []

    def meanwhile() -> list[Application]:
        def other() -> None:
            try:
                office.do(lambda: once(key, list))
            except KeyInFlightError as error:
                answers.append(error)
            connections.close_all()

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        return []

    assert office.do(lambda: once(key, meanwhile)) == ([], False)
    assert len(answers) == 1
    assert office.do(lambda: once(key, meanwhile)) == ([], True)


def test_key__kept_in_the_transaction_that_creates(office, apply) -> None:
    key = Key.of("late_delivery", "k", f"/api{ALL}", b"")

    def fails() -> list[Application]:
        apply()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        office.do(lambda: once(key, fails))
    assert office.do(lambda: (Application.objects.count(), KeyedRequest.objects.count())) == (0, 0)
