"""Accounts are no tenant's: the database keeps what happens to them in a chain of the installation's own."""

import json
import uuid

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from scorewright.loop.audit.models import Entry
from scorewright.loop.audit.queries import verify
from scorewright.loop.tenancy.actions import add_member
from scorewright.loop.tenancy.models import Role, User
from scorewright.loop.tenancy.scope import acting, as_operator

PAGE = "/admin/accounts/trail/"


def entries(user_id: int) -> list[tuple[str, str, dict[str, dict[str, object]]]]:
    with as_operator():
        found = Entry.objects.filter(subject=f"user:{user_id}").order_by("sequence")
        return [(entry.actor, entry.action, json.loads(entry.content)) for entry in found]


def test_account__created_changed_and_deleted__in_the_trail_by_the_actor(tenant_id: uuid.UUID) -> None:
    name = f"esi-{uuid.uuid4().hex[:12]}"
    with acting(tenant_id, actor="user:root"):
        user = User.objects.create_user(name, email="esi@example.org", password="a first password")
        User.objects.filter(pk=user.pk).update(is_superuser=True, is_staff=True)
        user_id = user.pk
        user.delete()
    (created, changed, deleted) = entries(user_id)
    assert [(actor, action) for actor, action, _ in (created, changed, deleted)] == [
        ("user:root", "user.created"),
        ("user:root", "user.changed"),
        ("user:root", "user.deleted"),
    ]
    assert created[2]["after"] | {"username": name, "email": "esi@example.org"} == created[2]["after"]
    assert changed[2] == {
        "before": {"is_superuser": False, "is_staff": False},
        "after": {"is_superuser": True, "is_staff": True},
    }
    assert deleted[2]["after"] is None


def test_password__changed__said_but_never_shown(user_ama: User) -> None:
    user_ama.set_password("a second password")
    user_ama.save()
    ((_, _, created), (_, action, content)) = entries(user_ama.pk)
    assert (action, content) == ("user.changed", {"before": {"password": "***"}, "after": {"password": "***"}})
    assert created["after"]["password"] == "***"
    with as_operator():
        assert not Entry.objects.filter(content__contains=user_ama.password).exists()


def test_raw_sql__rights_given_without_any_scope__in_the_trail(
    user_ama: User, superuser_connection: psycopg.Connection
) -> None:
    superuser_connection.execute("UPDATE tenancy_user SET is_superuser = true WHERE id = %s", [user_ama.pk])
    actor, action, content = entries(user_ama.pk)[-1]
    assert actor.startswith("database:")
    assert (action, content["after"]) == ("user.changed", {"is_superuser": True})
    settings = "SELECT current_setting('scorewright.tenant', true), current_setting('scorewright.operator', true)"
    assert not any(superuser_connection.execute(settings).fetchone() or ("?",))
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only grows"):
        superuser_connection.execute("TRUNCATE tenancy_user CASCADE")


def test_log_in__is_no_change(user_ama: User) -> None:
    Client(SERVER_NAME="localhost").force_login(user_ama)
    user_ama.refresh_from_db()
    assert user_ama.last_login is not None
    assert [action for _, action, _ in entries(user_ama.pk)] == ["user.created"]


def test_trigger__after_its_entry__the_scope_is_as_before(tenant: uuid.UUID, user_ama: User) -> None:
    User.objects.filter(pk=user_ama.pk).update(is_active=False)
    with connection.cursor() as cursor:
        names = ("tenant", "actor", "operator", "user")
        cursor.execute("SELECT " + ", ".join(f"current_setting('scorewright.{name}', true)" for name in names))
        assert cursor.fetchone() == (str(tenant), "user:test", "", "")


def test_trail_of_the_installation__a_tenant__neither_reads_nor_writes(tenant: uuid.UUID, user_ama: User) -> None:
    assert not Entry.objects.filter(tenant=None).exists()
    with pytest.raises(DatabaseError, match="row-level security"), transaction.atomic():
        Entry.objects.create(tenant=None, action="x", subject="x", content="{}")


def test_verify__installation__sound_until_somebody_edits_it(
    user_ama: User, superuser_connection: psycopg.Connection
) -> None:
    with as_operator():
        before = verify()
    assert (before.faults, before.entries > 0) == ((), True)
    edit = "UPDATE audit_entry SET content = %s WHERE tenant_id IS NULL AND sequence = %s RETURNING content"
    first = superuser_connection.execute("SELECT content FROM audit_entry WHERE tenant_id IS NULL AND sequence = 1")
    (content,) = first.fetchone() or ("",)
    superuser_connection.execute("SET session_replication_role = replica")
    superuser_connection.execute(edit, ["{}", 1])
    try:
        with as_operator():
            assert [fault.sequence for fault in verify().faults] == [1]
    finally:
        superuser_connection.execute(edit, [content, 1])
    with as_operator():
        assert verify().faults == ()


def test_page__superuser__finds_reads_and_verifies(tenant: uuid.UUID, superuser: User, user_ama: User) -> None:
    client = Client(SERVER_NAME="localhost")
    client.force_login(superuser)
    add_member(user=superuser, role=Role.ADMIN, by="user:test")
    User.objects.filter(pk=user_ama.pk).update(is_active=False)
    page = client.get(PAGE, {"q": user_ama.username})
    last = page.context_data["lines"][0]
    assert (last.account, last.content) == (user_ama.username, "is_active: True → False")
    assert "Members" in page.content.decode()  # the side bar is the tenant's
    assert client.get(PAGE, {"q": "no such text anywhere", "p": "99"}).context_data["lines"] == []
    assert "entries are as they were written" in client.get(f"{PAGE}verify/", follow=True).content.decode()


def test_page__others_than_superusers__refused(log_in) -> None:
    admin = log_in("admin")
    assert admin.get(PAGE).status_code == 403
    assert admin.get(f"{PAGE}verify/").status_code == 403
    assert PAGE not in admin.get("/admin/").content.decode()
