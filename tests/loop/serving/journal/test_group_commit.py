"""Group commit on the real database, and what the application may not do with it."""

import asyncio
import uuid
from collections.abc import Callable, Coroutine, Sequence
from typing import Any

import msgspec
import psycopg
import pytest
from django.conf import settings
from django.db import DatabaseError, connection

from scorewright.loop.serving.deciding import Asked, Wanted, decide
from scorewright.loop.serving.decision_row import DecisionRow
from scorewright.loop.serving.journal import group_commit as journals
from scorewright.loop.serving.journal import waiting
from scorewright.loop.serving.journal.group_commit import GroupCommit
from scorewright.loop.serving.journal.journal import DecisionUnstorableError, JournalBusyError, JournalUnreachableError
from scorewright.loop.serving.kept_rows import row_of
from scorewright.loop.serving.models import Decision
from scorewright.loop.serving.plans import plan_for
from scorewright.loop.tenancy.scope import acting

NOWHERE = "postgresql://nobody:x@127.0.0.1:9/none"
MakeRow = Callable[..., DecisionRow]


@pytest.fixture
def make_row(use_case, tenant_id: uuid.UUID) -> MakeRow:
    """A decision of the fallback's, with ``changes``, not kept yet."""
    with acting(tenant_id, actor="test"):
        plan = plan_for(use_case)
    raw = b'{"distance": 80}'
    asked = Asked(tenant_id=tenant_id, by="test", route="predict/late_delivery")

    def make(**changes: Any) -> DecisionRow:
        return msgspec.structs.replace(decide(plan, Wanted(asked, raw, plan.decoder.decode(raw)))[0], **changes)

    return make


def with_journal(scene: Callable[[GroupCommit], Coroutine[Any, Any, None]], url: str = "", **options: Any) -> None:
    """Runs ``scene`` with an open journal."""

    async def run() -> None:
        journal = GroupCommit(url or settings.DATABASE_URL, **options)
        await journal.start()
        try:
            await asyncio.wait_for(scene(journal), 40)
        finally:
            await journal.stop()

    asyncio.run(run())


def kept(tenant_id: uuid.UUID) -> Sequence[Decision]:
    with acting(tenant_id, actor="test"):
        return list(Decision.objects.order_by("id"))


def commits(tenant_id: uuid.UUID) -> int:
    """How many transactions wrote the decisions of the tenant."""
    with acting(tenant_id, actor="test"), connection.cursor() as cursor:
        found = cursor.execute("SELECT count(DISTINCT xmin::text) FROM serving_decision").fetchone()
    return int(found[0])


def test_keep__row__is_there_as_it_was_made(make_row: MakeRow, tenant_id: uuid.UUID) -> None:
    row = make_row()

    async def scene(journal: GroupCommit) -> None:
        assert await journal.keep([row])
        assert journal.waiting == 0

    with_journal(scene)
    (decision,) = kept(tenant_id)
    assert msgspec.json.decode(msgspec.json.encode(row_of(decision))) == msgspec.json.decode(msgspec.json.encode(row))


def test_keep__many_at_once__share_commits(make_row: MakeRow, tenant_id: uuid.UUID) -> None:
    rows = [make_row() for _ in range(200)]

    async def scene(journal: GroupCommit) -> None:
        assert all(await asyncio.gather(*(journal.keep([row]) for row in rows)))

    with_journal(scene)
    assert [decision.id for decision in kept(tenant_id)] == sorted(row.id for row in rows)
    assert commits(tenant_id) <= 10


def test_keep__row_that_is_there__false_and_unchanged(make_row: MakeRow, tenant_id: uuid.UUID) -> None:
    row = make_row()

    async def scene(journal: GroupCommit) -> None:
        assert await journal.keep([row])
        assert not await journal.keep([msgspec.structs.replace(row, probability=0.123)])

    with_journal(scene)
    assert [decision.probability for decision in kept(tenant_id)] == [row.probability]


def test_keep__same_key_many_times_at_once__one_is_kept_and_none_is_told_it_was_alone(
    make_row: MakeRow, tenant_id: uuid.UUID
) -> None:
    async def scene(journal: GroupCommit) -> None:
        new = await asyncio.gather(*(journal.keep([make_row(idempotency_key="k")]) for _ in range(50)))
        assert sum(new) <= 1

    with_journal(scene)
    assert len(kept(tenant_id)) == 1


@pytest.mark.parametrize(
    "poison",
    [
        {"features": {"distance": "\x00"}},
        {"request_id": "x" * 201},
        {"position": -1},
        {"record": msgspec.Raw(b"{no json")},
        {"record": msgspec.Raw('{"distance": 1}'.encode("utf-16"))},
    ],
)
def test_keep__row_that_cannot_be_stored__refused_alone(make_row: MakeRow, tenant_id: uuid.UUID, poison: Any) -> None:
    good = [make_row() for _ in range(20)]

    async def scene(journal: GroupCommit) -> None:
        rows = [*good[:10], make_row(**poison), *good[10:]]
        found = await asyncio.gather(*(journal.keep([row]) for row in rows), return_exceptions=True)
        assert [type(one) for one in found if one is not True] == [DecisionUnstorableError]
        assert found[10] is not True
        assert await journal.keep([make_row()])  # it goes on

    with_journal(scene)
    assert len(kept(tenant_id)) == 21


def test_keep__connections_ended_under_load__nothing_lost_and_nothing_twice(
    make_row: MakeRow, tenant_id: uuid.UUID, embedded
) -> None:
    rows = [make_row() for _ in range(600)]
    ended = 0

    async def end_connections() -> None:
        nonlocal ended
        admin = await psycopg.AsyncConnection.connect(embedded.admin_url, autocommit=True)
        async with admin:
            for _ in range(5):
                await asyncio.sleep(0.1)
                found = await admin.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'SELECT serving_keep%'"
                )
                ended += len(await found.fetchall())

    async def scene(journal: GroupCommit) -> None:
        async def keep_slowly(part: Sequence[DecisionRow]) -> list[bool]:
            return [await journal.keep([row]) for row in part]

        ending = asyncio.create_task(end_connections())
        await asyncio.gather(*(keep_slowly(rows[start::6]) for start in range(6)))
        await ending

    with_journal(scene)
    assert ended > 0
    assert [decision.id for decision in kept(tenant_id)] == sorted(row.id for row in rows)


def test_keep_later__then_stop__all_is_written(make_row: MakeRow, tenant_id: uuid.UUID) -> None:
    async def scene(journal: GroupCommit) -> None:
        for _ in range(100):
            journal.keep_later([make_row()])

    with_journal(scene)
    assert len(kept(tenant_id)) == 100


def test_keep__more_wait_than_may__busy_and_nothing_kept_of_it(make_row: MakeRow, tenant_id: uuid.UUID) -> None:
    async def scene(journal: GroupCommit) -> None:
        with pytest.raises(JournalBusyError):
            await journal.keep([make_row() for _ in range(6)])
        assert await journal.keep([make_row() for _ in range(5)])

    with_journal(scene, most_waiting=5)
    assert len(kept(tenant_id)) == 5


def test_keep__no_database__unreachable_in_time(make_row: MakeRow, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(journals, "DRAIN_SECONDS", 0.1)

    async def scene(journal: GroupCommit) -> None:
        async with asyncio.timeout(3):
            with pytest.raises(JournalUnreachableError):
                await journal.keep([make_row()])

    with_journal(scene, NOWHERE, patience=0.5)


def test_keep__larger_than_may_wait__only_where_nothing_else_does(make_row: MakeRow, tenant_id: uuid.UUID) -> None:
    async def scene(journal: GroupCommit) -> None:
        large = journal.keep([make_row()])
        with pytest.raises(JournalBusyError):
            journal.keep([make_row()])
        assert await large
        assert await journal.keep([make_row()])

    with_journal(scene, most_bytes=100)
    assert len(kept(tenant_id)) == 2


def test_keep__more_bytes_than_a_commit_may_have__in_several(
    make_row: MakeRow, tenant_id: uuid.UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "MOST_BYTES_IN_A_COMMIT", 2_000)
    rows = [make_row() for _ in range(20)]

    async def scene(journal: GroupCommit) -> None:
        assert all(await asyncio.gather(*(journal.keep([row]) for row in rows)))

    with_journal(scene)
    assert commits(tenant_id) >= 5
    assert len(kept(tenant_id)) == 20


def test_keep__right_is_missing__no_fault_of_the_row(make_row: MakeRow, tenant_id: uuid.UUID, embedded) -> None:
    address = psycopg.conninfo.conninfo_to_dict(settings.DATABASE_URL)
    role, as_owner = address["user"], psycopg.conninfo.make_conninfo(embedded.admin_url, dbname=address["dbname"])

    async def scene(journal: GroupCommit) -> None:
        with psycopg.connect(as_owner, autocommit=True) as owner:
            owner.execute(f"REVOKE EXECUTE ON FUNCTION serving_keep FROM {role}")
            try:
                with pytest.raises(JournalUnreachableError):
                    await journal.keep([make_row()])
                journal.keep_later([make_row()])
                await asyncio.sleep(0.3)
            finally:
                owner.execute(f"GRANT EXECUTE ON FUNCTION serving_keep TO {role}")
        assert await journal.keep([make_row()])

    with_journal(scene, patience=1.0)
    assert len(kept(tenant_id)) == 2


def test_keep__database_falls_silent__another_connection_is_tried(
    make_row: MakeRow, make_relay, tenant_id: uuid.UUID
) -> None:
    async def run() -> None:
        async with make_relay(settings.DATABASE_URL) as relay:
            journal = GroupCommit(relay.url, patience=0.5)
            await journal.start()
            assert await journal.keep([make_row()])
            relay.fall_silent()
            with pytest.raises(JournalUnreachableError):
                await journal.keep([make_row()])
            async with asyncio.timeout(5):
                while not await _is_kept(journal, make_row()):
                    pass
            await journal.stop()

    asyncio.run(run())
    assert len(kept(tenant_id)) == 2


async def _is_kept(journal: GroupCommit, row: DecisionRow) -> bool:
    try:
        return await journal.keep([row])
    except JournalUnreachableError:
        return False


INSERT = """INSERT INTO serving_decision
(id, tenant_id, use_case, record, features, version, threshold, probability, label, confidence, duration_ms)
VALUES (gen_random_uuid(), gen_random_uuid(), 'x', '{}', '{}', 'x', 0, 0, 0, 0, 0)"""


@pytest.mark.parametrize(
    "statement",
    [
        INSERT,
        "COPY serving_decision FROM STDIN",
        "ALTER TABLE serving_decision NO FORCE ROW LEVEL SECURITY",
        "DROP POLICY journal ON serving_decision",
        "CREATE POLICY mine ON serving_decision USING (true)",
        "TRUNCATE serving_decision",
        "CREATE OR REPLACE FUNCTION serving_keep(decisions text) RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    ],
)
def test_application__around_the_journal__refused(database: None, statement: str) -> None:
    with pytest.raises((DatabaseError, psycopg.Error)), psycopg.connect(settings.DATABASE_URL) as as_application:
        as_application.execute(statement)


def test_application__without_a_scope__sees_and_changes_no_decision(make_row: MakeRow, tenant_id: uuid.UUID) -> None:
    async def scene(journal: GroupCommit) -> None:
        await journal.keep([make_row()])

    with_journal(scene)
    with psycopg.connect(settings.DATABASE_URL) as as_application:
        assert as_application.execute("SELECT FROM serving_decision").fetchall() == []
        assert as_application.execute("UPDATE serving_decision SET label = 0").rowcount == 0
        assert as_application.execute("DELETE FROM serving_decision").rowcount == 0
    assert len(kept(tenant_id)) == 1


def test_serving_keep__whoever_connects__only_the_application_may_call_it(embedded) -> None:
    name = psycopg.conninfo.conninfo_to_dict(settings.DATABASE_URL)["dbname"]
    with psycopg.connect(psycopg.conninfo.make_conninfo(embedded.admin_url, dbname=name), autocommit=True) as admin:
        role = f"guest_{uuid.uuid4().hex[:8]}"
        admin.execute(f"CREATE ROLE {role}")
        try:
            cursor = admin.execute("SELECT has_function_privilege(%s, 'serving_keep(text)', 'EXECUTE')", [role])
            assert cursor.fetchone() == (False,)
        finally:
            admin.execute(f"DROP ROLE {role}")
