"""Server-sent events, over ASGI as a web server calls it."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings
from django.test import Client

from scorewright.loop.intake import actions
from scorewright.loop.intake.accepting import Parts
from scorewright.loop.intake.events import feed as feed_module
from scorewright.loop.intake.events.application import Events
from scorewright.loop.intake.events.feed import Feed
from scorewright.loop.intake.events.listener import MOST_WAITING, READ_ANEW, Listener
from scorewright.loop.intake.models import Application
from scorewright.loop.intake.schemas import ApplicationLine
from scorewright.loop.serving.decision_ids import new_decision_id
from scorewright.loop.tenancy.actions import add_member, create_tenant, issue_key, revoke_key
from scorewright.loop.tenancy.models import ApiKey, Role, User
from scorewright.loop.tenancy.scope import acting

ALL = "/api/v1/applications/events/"
PATIENCE = 20


class Heard:
    """What comes of one request, as it comes."""

    def __init__(self) -> None:
        self.start: dict[str, Any] = {}
        self.left = asyncio.Event()
        self._parts: asyncio.Queue[bytes] = asyncio.Queue()
        self._begun = asyncio.Event()

    async def receive(self) -> dict[str, Any]:
        await self.left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self.start = message
            self._begun.set()
        else:
            self._parts.put_nowait(message["body"])

    async def status(self) -> int:
        async with asyncio.timeout(PATIENCE):
            await self._begun.wait()
        return int(self.start["status"])

    async def events(self) -> list[tuple[str, Any]]:
        """Those of the next piece that holds any."""
        while True:
            async with asyncio.timeout(PATIENCE):
                text = (await self._parts.get()).decode()
            lines = [line for line in text.splitlines() if line.startswith(("event: ", "data: "))]
            if lines:
                pairs = zip(lines[::2], lines[1::2], strict=True)
                return [(name.removeprefix("event: "), json.loads(data.removeprefix("data: "))) for name, data in pairs]

    async def until(self, name: str) -> Any:
        """What the next event of this name tells."""
        while True:
            for found, told in await self.events():
                if found == name:
                    return told

    async def body(self) -> Any:
        async with asyncio.timeout(PATIENCE):
            return json.loads(await self._parts.get())


async def nobody(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 418, "headers": []})
    await send({"type": "http.response.body", "body": b"{}"})


@asynccontextmanager
async def serving(most: int = 10, heartbeat: float = 15.0) -> AsyncIterator[Events]:
    feed = Feed(settings.DATABASE_URL, most)
    events = Events(nobody, feed, heartbeat=heartbeat)
    await events.start()
    try:
        async with asyncio.timeout(PATIENCE):
            await feed.ready.wait()
        yield events
    finally:
        await events.stop()


@asynccontextmanager
async def asking(
    events: Events, path: str, key: str = "", method: str = "GET", cookies: str = ""
) -> AsyncIterator[Heard]:
    heard = Heard()
    headers = [(b"authorization", f"Bearer {key}".encode())] if key else [(b"cookie", cookies.encode())]
    scope = {"type": "http", "method": method, "path": path, "headers": headers, "query_string": b""}
    task = asyncio.create_task(events(scope, heard.receive, heard.send))
    try:
        yield heard
    finally:
        heard.left.set()
        async with asyncio.timeout(PATIENCE):
            await task


def run(test: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(test())


@pytest.fixture
def key(office) -> str:
    return office.do(lambda: issue_key(name="k", role=Role.ANALYST, by="user:test")[1])


def changed(office, made: Application, **record: Any) -> None:
    office.do(lambda: actions.update(application_id=made.pk, changes=Parts(record), by="user:test"))


async def aside(work: Callable[..., Any], *given: Any, **named: Any) -> Any:
    return await asyncio.to_thread(work, *given, **named)


def test_all__submitted_and_assessed__told_as_it_happens(office, apply, key) -> None:
    async def test() -> None:
        async with serving() as events, asking(events, ALL, key) as heard:
            assert await heard.status() == 200
            assert (b"content-type", b"text/event-stream; charset=utf-8") in heard.start["headers"]
            made = await aside(office.do, apply)
            assert await heard.until("application") | {"assessment": None} == {
                **ApplicationLine.from_orm(made).model_dump(mode="json"),
                "assessment": None,
            }
            await aside(office.drain)
            told = await heard.until("application")
            assert told["assessment"]["processing_status"] == "COMPLETED"
            await aside(office.do, lambda: actions.delete(application_id=made.pk, by="user:test"))
            assert await heard.until("deleted") == {"id": str(made.pk)}

    run(test)


def test_feed__heard_just_as_a_reading_ends__is_told_all_the_same(monkeypatch) -> None:
    tenant, first, second = uuid4(), uuid4(), uuid4()
    monkeypatch.setattr(feed_module, "events_of", lambda _, ids: [(one, str(one).encode()) for one in ids])

    async def test() -> None:
        feed, late = Feed("", most=1), [second]

        async def last_pause(_: float) -> None:  # what is heard now comes right after the reader's last look
            if late:
                asyncio.get_running_loop().call_soon(feed._heard, str(tenant), late.pop())

        monkeypatch.setattr(feed_module.asyncio, "sleep", last_pause)
        with feed.listening(tenant) as listener:
            feed._heard(str(tenant), first)
            assert await listener.next(PATIENCE) == str(first).encode()
            assert await listener.next(PATIENCE) == str(second).encode()

    run(test)


def test_one__as_it_stands_at_first__and_of_no_other(office, apply, key) -> None:
    one, other = office.do(lambda: (apply(), apply()))

    async def test() -> None:
        async with serving() as events, asking(events, f"/api/applications/{one.pk}/events/", key) as heard:
            assert (await heard.until("application"))["version"] == 1
            await aside(changed, office, other, distance=90.0)
            await aside(changed, office, one, distance=91.0)
            told = await heard.until("application")
            assert (told["id"], told["version"]) == (str(one.pk), 2)

    run(test)


@pytest.mark.parametrize(
    ("path", "token", "method", "status"),
    [
        (ALL, "sw_nothing", "GET", 401),
        (ALL, "KEY", "POST", 405),
        (f"/api/v1/applications/{new_decision_id()}/events/".replace("01", "00", 1), "KEY", "GET", 404),
        ("/api/v1/applications/", "KEY", "GET", 418),
    ],
    ids=["no key", "no reading", "no application", "not ours"],
)
def test_refused__with_its_status(key, path, token, method, status) -> None:
    async def test() -> None:
        given = key if token == "KEY" else token
        async with serving() as events, asking(events, path, given, method) as heard:
            assert await heard.status() == status

    run(test)


def test_applicant__listens_to_their_own_alone(office, apply) -> None:
    def people() -> tuple[str, Application, Application]:
        user = User.objects.create_user(f"applicant-{office.tenant_id.hex[:12]}")
        add_member(user=user, role=Role.APPLICANT, by="user:test")
        key = issue_key(name="k", role=Role.APPLICANT, by="user:test", user=user)[1]
        return key, apply(applicant=user), apply()

    key, own, others = office.do(people)

    async def test() -> None:
        async with serving() as events:
            for path, status in (
                (ALL, 403),
                (f"/api/v1/applications/{others.pk}/events/", 404),
                (f"/api/v1/applications/{own.pk}/events/", 200),
            ):
                async with asking(events, path, key) as heard:
                    assert await heard.status() == status

    run(test)


def test_listeners__more_than_may__503_and_room_again_once_one_left(key) -> None:
    async def test() -> None:
        async with serving(most=1) as events:
            async with asking(events, ALL, key) as first:
                assert await first.status() == 200
                async with asking(events, ALL, key) as second:
                    assert await second.status() == 503
                    assert (await second.body())["title"] == "Too many listen"
            async with asking(events, ALL, key) as third:
                assert await third.status() == 200

    run(test)


def test_key_that_is_revoked__ends_the_stream(office, key) -> None:
    async def test() -> None:
        async with serving(heartbeat=0.2) as events, asking(events, ALL, key) as heard:
            assert await heard.status() == 200
            await aside(office.do, lambda: revoke_key(key=ApiKey.objects.get(name="k"), by="user:test"))
            found: list[Any] = []
            while "end" not in [name for name, _ in found]:
                found = await heard.events()

    run(test)


def test_listener__that_reads_slowly__holds_so_much_and_is_told_to_read_anew() -> None:
    async def test() -> None:
        listener = Listener()
        same = new_decision_id()
        listener.tell(same, b"old")
        listener.tell(same, b"new")
        assert await listener.next(1) == b"new"
        for _ in range(MOST_WAITING + 1):
            listener.tell(new_decision_id(), b"x")
        assert await listener.next(1) == READ_ANEW
        assert await listener.next(0.01) == b""

    run(test)


def test_page__logged_in__told_until_they_log_out(office, apply) -> None:
    made = office.do(apply)
    client, page = Client(SERVER_NAME="localhost"), f"/admin/intake/application/{made.pk}/events/"
    user = User.objects.create_user(f"ama-{office.tenant_id}", is_staff=True)
    office.do(lambda: add_member(user=user, role=Role.AUDITOR, by="user:test"))
    client.force_login(user)
    cookies = f"other=1; sessionid={client.cookies['sessionid'].value}"

    async def test() -> None:
        async with serving(heartbeat=0.05) as events:
            async with asking(events, page, cookies=cookies) as heard:
                assert await heard.status() == 200
                assert (await heard.until("application"))["reference_number"] == made.reference_number
                await aside(client.logout)
                await heard.until("end")
            for nobody_s in (cookies, "sessionid=none", "", 'sessionid="'):
                async with asking(events, page, cookies=nobody_s) as heard:
                    assert await heard.status() == 403
            async with asking(events, ALL, cookies=cookies) as heard:
                assert await heard.status() == 401

    run(test)


def test_page__applicant_or_person_of_another_tenant__refused(office, apply) -> None:
    made = office.do(apply)
    user = User.objects.create_user(f"kofi-{office.tenant_id}", is_staff=True)
    office.do(lambda: add_member(user=user, role=Role.APPLICANT, by="user:test"))
    stranger = User.objects.create_user(f"yaw-{office.tenant_id}", is_staff=True)
    with acting(create_tenant(slug=f"s-{office.tenant_id}", name="s", by="test").pk, actor="user:test"):
        add_member(user=stranger, role=Role.ADMIN, by="test")

    async def test() -> None:
        async with serving() as events:
            for person, status in ((user, 403), (stranger, 404)):
                client = Client(SERVER_NAME="localhost")
                await aside(client.force_login, person)
                cookies = f"sessionid={client.cookies['sessionid'].value}"
                path = f"/admin/intake/application/{made.pk}/events/"
                async with asking(events, path, cookies=cookies) as heard:
                    assert await heard.status() == status

    run(test)
