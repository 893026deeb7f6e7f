import uuid
from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from scorewright.loop.tenancy import actions
from scorewright.loop.tenancy.models import Role, User
from scorewright.loop.tenancy.queries import authenticate, tenants, tenants_of
from scorewright.loop.tenancy.scope import acting
from scorewright.loop.tenancy.tokens import Token


@pytest.fixture
def token(tenant_id: uuid.UUID) -> str:
    with acting(tenant_id, actor="test"):
        return actions.issue_key(name="batch", role=Role.SERVICE, by="test")[1]


def test_authenticate__good_key__its_scope(tenant_id: uuid.UUID, token: str) -> None:
    scope = authenticate(token, timezone.now())
    assert scope is not None
    prefix = token.removeprefix(f"sw_{tenant_id.hex}_")[:8]
    assert (scope.tenant_id, scope.actor, scope.role) == (tenant_id, f"key:batch/{prefix}", "service")


def test_authenticate__claims_another_tenant__none(token: str, other_tenant_id: uuid.UUID) -> None:
    secret = token[len("sw_") + 33 :]
    assert authenticate(f"sw_{other_tenant_id.hex}_{secret}", timezone.now()) is None
    assert authenticate(f"sw_{uuid.uuid4().hex}_{secret}", timezone.now()) is None


@pytest.mark.parametrize("position", [0, 2, 40, -20, -1])
def test_authenticate__one_character_changed__none(token: str, position: int) -> None:
    changed = list(token)
    changed[position] = "A" if changed[position] != "A" else "B"
    assert authenticate("".join(changed), timezone.now()) is None


def test_authenticate__same_prefix__only_the_right_secret(tenant_id: uuid.UUID, token: str) -> None:
    start, end = token[:-10], token[-10:]
    assert authenticate(start + end[::-1].swapcase(), timezone.now()) is None


def test_authenticate__expiry__open_until_then(tenant_id: uuid.UUID) -> None:
    expires_at = timezone.now() + timedelta(hours=1)
    with acting(tenant_id, actor="test"):
        _, token = actions.issue_key(name="brief", role=Role.ANALYST, expires_at=expires_at, by="test")
    assert authenticate(token, expires_at - timedelta(microseconds=1)) is not None
    assert authenticate(token, expires_at) is None


def test_authenticate__revoked__none_from_now_on(tenant_id: uuid.UUID) -> None:
    with acting(tenant_id, actor="test"):
        key, token = actions.issue_key(name="lost", role=Role.ADMIN, by="test")
        first = actions.revoke_key(key=key, by="test").revoked_at
        assert actions.revoke_key(key=key, by="test").revoked_at == first
    assert authenticate(token, timezone.now() - timedelta(days=1)) is None


@given(text=st.text(max_size=100) | st.from_regex(r"sw_[0-9a-fA-F]{30,33}_.{40,45}", fullmatch=True))
def test_parse__any_text__a_token_that_writes_itself_so_or_none(text: str) -> None:
    token = Token.parse(text)
    assert token is None or token.text == text


def test_token__shown__holds_no_secret() -> None:
    token = Token.random(uuid.uuid4())
    assert token.secret not in repr(token)


def test_tenants__all__by_slug(tenant_id: uuid.UUID, other_tenant_id: uuid.UUID) -> None:
    found = tenants()
    assert {tenant_id, other_tenant_id} <= {tenant.pk for tenant in found}
    assert [tenant.slug for tenant in found] == sorted(tenant.slug for tenant in found)


def test_tenants_of__member__only_theirs(tenant_id: uuid.UUID, other_tenant_id: uuid.UUID, user: User) -> None:
    assert tenants_of(user) == []
    with acting(other_tenant_id, actor="test"):
        actions.add_member(user=user, role=Role.APPROVER, by="test")
    assert [(tenant.pk, role) for tenant, role in tenants_of(user)] == [(other_tenant_id, "approver")]


def test_tenants_of__superuser__memberships_first_then_all(
    tenant_id: uuid.UUID, other_tenant_id: uuid.UUID, superuser: User
) -> None:
    with acting(tenant_id, actor="test"):
        actions.add_member(user=superuser, role=Role.AUDITOR, by="test")
    places = [(tenant.pk, role) for tenant, role in tenants_of(superuser)]
    assert places[0] == (tenant_id, "auditor")
    assert (other_tenant_id, "admin") in places[1:]
    assert len(places) == len(tenants())
