import threading
import uuid
from contextlib import suppress

import pytest
from django.db import IntegrityError, connection, transaction

from scorewright.loop.tenancy.models import Tenant
from scorewright.loop.tenancy.scope import (
    NoTenantError,
    acting,
    as_operator,
    as_person,
    current_scope,
    current_tenant_id,
)

A, B = uuid.UUID(int=1), uuid.UUID(int=2)


def setting(name: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT COALESCE(current_setting(%s, true), '')", [f"scorewright.{name}"])
        return str(cursor.fetchone()[0])


def test_current_scope__outside__raises() -> None:
    with pytest.raises(NoTenantError):
        current_scope()
    with pytest.raises(NoTenantError):
        current_tenant_id()


def test_acting__inside__python_and_postgresql_agree(database: None) -> None:
    with acting(A, actor="user:ama", role="admin") as scope:
        assert current_scope() == scope
        assert (setting("tenant"), setting("actor")) == (str(A), "user:ama")


def test_acting__after__the_connection_has_forgotten(database: None) -> None:
    with acting(A, actor="user:ama"):
        pass
    assert (setting("tenant"), setting("actor")) == ("", "")
    with pytest.raises(NoTenantError):
        current_scope()


def test_acting__raises__rolls_back_and_forgets(database: None) -> None:
    slug = uuid.uuid4().hex
    with suppress(ZeroDivisionError), as_operator():
        Tenant.objects.create(slug=slug, name="x")
        _ = 1 / 0
    assert setting("operator") == ""
    with as_operator():
        assert not Tenant.objects.filter(slug=slug).exists()


def test_acting__nested_in_another_tenant__outer_comes_back(database: None) -> None:
    with acting(A, actor="user:ama") as outer:
        with acting(B, actor="task:x"):
            assert (setting("tenant"), setting("actor")) == (str(B), "task:x")
        assert current_scope() == outer
        assert (setting("tenant"), setting("actor")) == (str(A), "user:ama")


def test_acting__nested_raises__outer_comes_back(database: None) -> None:
    with acting(A, actor="user:ama") as outer:
        with suppress(ZeroDivisionError), acting(B, actor="task:x"):
            _ = 1 / 0
        assert current_scope() == outer
        assert (setting("tenant"), setting("actor")) == (str(A), "user:ama")


def test_acting__nested_breaks_the_transaction__outer_comes_back(database: None, tenant_id: uuid.UUID) -> None:
    with acting(A, actor="user:ama"):
        with suppress(IntegrityError), as_operator():
            Tenant.objects.create(id=tenant_id, slug=uuid.uuid4().hex, name="twice")
        assert setting("tenant") == str(A)
        assert setting("operator") == ""


def test_acting__nested_is_rolled_back_on_purpose__outer_comes_back(database: None) -> None:
    with acting(A, actor="user:ama"):
        with acting(B, actor="task:x"):
            transaction.set_rollback(True)
        assert setting("tenant") == str(A)


def test_as_operator__inside_a_tenant__has_no_tenant(database: None) -> None:
    with acting(A, actor="user:ama"):
        with as_operator():
            assert setting("tenant") == ""
            with pytest.raises(NoTenantError):
                current_scope()
        assert setting("tenant") == str(A)


@pytest.mark.parametrize("rights", ["operator", "user"])
def test_acting__inside_wider_rights__closes_them(database: None, rights: str) -> None:
    wider = as_operator() if rights == "operator" else as_person(7)
    with wider:
        assert setting(rights)
        with acting(A, actor="user:ama"):
            assert setting(rights) == ""
        assert setting(rights)


def test_current_scope__another_thread__has_none(database: None) -> None:
    seen: list[bool] = []

    def look() -> None:
        try:
            current_scope()
        except NoTenantError:
            seen.append(True)

    with acting(A, actor="user:ama"):
        thread = threading.Thread(target=look)
        thread.start()
        thread.join()
    assert seen == [True]
