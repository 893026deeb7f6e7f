"""A trail that somebody with all rights over the database has changed."""

import hashlib
import threading
import uuid

import psycopg
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scorewright.loop.audit.actions import record
from scorewright.loop.audit.chain import Head, Verification
from scorewright.loop.audit.models import Entry
from scorewright.loop.audit.queries import head, verify
from scorewright.loop.tenancy.scope import NoTenantError, acting

ENTRIES = 6  # the tenant's creation and five more


@pytest.fixture
def trail(tenant_id: uuid.UUID) -> uuid.UUID:
    """The tenant of a trail that is committed, so that another connection sees it."""
    with acting(tenant_id, actor="user:ama"):
        for number in range(2, ENTRIES + 1):
            record(action="model.activated", subject=f"model:{number}", content={"reason": f"it is better, {number} ✓"})
    return tenant_id


def verified(tenant_id: uuid.UUID, *, expected_head: Head | None = None) -> Verification:
    with acting(tenant_id, actor="test"):
        return verify(expected_head=expected_head)


def at_fault(tenant_id: uuid.UUID) -> list[int]:
    return sorted({fault.sequence for fault in verified(tenant_id).faults})


def test_verify__untouched__no_faults_and_its_head(trail: uuid.UUID) -> None:
    with acting(trail, actor="test"):
        assert verify() == Verification(ENTRIES, head(), ())
        last = head()
    assert last is not None
    assert last.sequence == ENTRIES
    assert verified(trail, expected_head=last).faults == ()
    assert Head.parse(str(last)) == last


def test_verify__grown_since_the_head_was_noted__no_faults(trail: uuid.UUID) -> None:
    noted = verified(trail).head
    with acting(trail, actor="test"):
        record(action="x", subject="x", content={})
    assert verified(trail, expected_head=noted).faults == ()


@pytest.mark.parametrize(
    "change",
    [
        "content = replace(content, 'better', 'worse!')",
        "content = content || ' '",
        "actor = 'user:kofi'",
        "action = 'model.retired'",
        "subject = 'model:9'",
        "at = at + interval '1 microsecond'",
        "hash = reverse(hash)",
        "actor = 'user', action = 'ama' || action",
    ],
)
def test_verify__entry_edited__named(trail: uuid.UUID, intruder: psycopg.Connection, change: str) -> None:
    intruder.execute(f"UPDATE audit_entry SET {change} WHERE tenant_id = %s AND sequence = 3", [trail])  # noqa: S608 - from the list above
    assert 3 in at_fault(trail)
    assert set(at_fault(trail)) <= {3, 4}


def test_verify__boundary_between_fields_moved__named(trail: uuid.UUID, intruder: psycopg.Connection) -> None:
    """Only ``content`` may hold the separator; were others let to, this edit would leave the hashed text as it was."""
    with acting(trail, actor="a"):
        last = Entry.objects.create(action="b", subject="c", content="d\x1fe")
    assert at_fault(trail) == []
    intruder.execute(
        "UPDATE audit_entry SET actor = 'a' || chr(31) || 'b', action = 'c', subject = 'd', content = 'e' "
        "WHERE id = %s",
        [last.pk],
    )
    assert at_fault(trail) == [last.sequence]


def test_verify__entry_edited_with_a_new_hash__the_next_does_not_follow(
    trail: uuid.UUID, intruder: psycopg.Connection
) -> None:
    with acting(trail, actor="test"):
        entry = Entry.objects.get(sequence=3)
    at = entry.at.strftime("%Y-%m-%dT%H:%M:%S.%f")
    fields = [entry.previous_hash, trail, 3, at, "user:kofi", entry.action, entry.subject, entry.content]
    forged = hashlib.sha256("\x1f".join(map(str, fields)).encode()).hexdigest()
    intruder.execute(
        "UPDATE audit_entry SET actor = 'user:kofi', hash = %s WHERE tenant_id = %s AND sequence = 3", [forged, trail]
    )
    assert at_fault(trail) == [4]


@pytest.mark.parametrize("sequence", [1, 3, 5])
def test_verify__entry_deleted__the_next_is_named(
    trail: uuid.UUID, intruder: psycopg.Connection, sequence: int
) -> None:
    intruder.execute("DELETE FROM audit_entry WHERE tenant_id = %s AND sequence = %s", [trail, sequence])
    (fault,) = verified(trail).faults
    assert (fault.sequence, fault.message) == (sequence + 1, f"entry {sequence} is missing before it")


def test_verify__entry_deleted_and_gap_closed__named(trail: uuid.UUID, intruder: psycopg.Connection) -> None:
    intruder.execute("DELETE FROM audit_entry WHERE tenant_id = %s AND sequence = 3", [trail])
    for sequence in range(4, ENTRIES + 1):
        intruder.execute(
            "UPDATE audit_entry SET sequence = %s WHERE tenant_id = %s AND sequence = %s",
            [sequence - 1, trail, sequence],
        )
    assert at_fault(trail)[0] == 3


def test_verify__two_entries_swapped__both_named(trail: uuid.UUID, intruder: psycopg.Connection) -> None:
    for old, new in ((3, 0), (4, 3), (0, 4)):
        intruder.execute(
            "UPDATE audit_entry SET sequence = %s WHERE tenant_id = %s AND sequence = %s", [new, trail, old]
        )
    assert {3, 4} <= set(at_fault(trail))


def test_verify__entry_moved_from_another_tenant__named(
    trail: uuid.UUID, other_tenant_id: uuid.UUID, intruder: psycopg.Connection
) -> None:
    intruder.execute("DELETE FROM audit_entry WHERE tenant_id = %s AND sequence = 1", [trail])
    intruder.execute("UPDATE audit_entry SET tenant_id = %s WHERE tenant_id = %s", [trail, other_tenant_id])
    assert 1 in at_fault(trail)


def test_verify__entry_inserted_by_hand__named(trail: uuid.UUID, intruder: psycopg.Connection) -> None:
    intruder.execute(
        "INSERT INTO audit_entry (tenant_id, sequence, at, actor, action, subject, content, previous_hash, hash) "
        "SELECT tenant_id, sequence + 1, at, actor, action, subject, content, hash, hash FROM audit_entry "
        "WHERE tenant_id = %s AND sequence = %s",
        [trail, ENTRIES],
    )
    assert at_fault(trail) == [ENTRIES + 1]


@pytest.mark.parametrize("kept", [0, 1, ENTRIES - 1])
def test_verify__tail_cut__only_the_noted_head_tells(trail: uuid.UUID, intruder: psycopg.Connection, kept: int) -> None:
    noted = verified(trail).head
    intruder.execute("DELETE FROM audit_entry WHERE tenant_id = %s AND sequence > %s", [trail, kept])
    assert verified(trail).faults == ()
    (fault,) = verified(trail, expected_head=noted).faults
    assert fault.sequence == ENTRIES
    assert "cut" in fault.message


def test_verify__one_trail_altered__the_others_are_well(
    trail: uuid.UUID, other_tenant_id: uuid.UUID, intruder: psycopg.Connection
) -> None:
    intruder.execute("UPDATE audit_entry SET content = '' WHERE tenant_id = %s", [trail])
    assert at_fault(trail) == list(range(1, ENTRIES + 1))
    assert verified(other_tenant_id).faults == ()


def test_verify__no_scope__raises_or_sees_nothing(database: None) -> None:
    assert verify() == Verification(0, None, ())
    with pytest.raises(NoTenantError):
        record(action="x", subject="x", content={})


def test_record__many_at_once__one_chain(tenant_id: uuid.UUID) -> None:
    def write() -> None:
        for _ in range(10):
            with acting(tenant_id, actor="test"):
                record(action="x", subject="x", content={})
        connection.close()

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = verified(tenant_id)
    assert (found.entries, found.faults) == (41, ())


TEXT = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=20)


@given(action=TEXT, subject=TEXT, content=st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=3))
@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_record__any_text__both_sides_agree_on_the_hash(
    tenant: uuid.UUID, action: str, subject: str, content: dict[str, str]
) -> None:
    """All examples grow one trail, which is as good as one each."""
    record(action=action, subject=subject, content=content)
    assert verify().faults == ()


@pytest.mark.parametrize("text", ["", "5", "5:", "x:" + "0" * 64, "5:" + "0" * 63])
def test_parse__no_head__raises(text: str) -> None:
    with pytest.raises(ValueError, match=r"SEQUENCE:HASH|invalid literal"):
        Head.parse(text)
