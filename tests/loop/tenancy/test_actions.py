import uuid

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from scorewright.loop.tenancy import actions
from scorewright.loop.tenancy.models import ApiKey, Membership, Role, User
from scorewright.loop.tenancy.queries import authenticate
from scorewright.loop.tenancy.scope import NoTenantError, acting


def test_membership__its_life__ends_in_nothing(tenant: uuid.UUID, user: User) -> None:
    member = actions.add_member(user=user, role=Role.ANALYST, by="user:boss")
    assert actions.change_role(membership=member, role=Role.APPROVER, by="user:boss").role == "approver"
    actions.remove_member(membership=member, by="user:boss")
    assert not Membership.objects.exists()
    with pytest.raises(Membership.DoesNotExist):
        actions.remove_member(membership=member, by="user:boss")


def test_add_member__twice__refused(tenant: uuid.UUID, user: User) -> None:
    actions.add_member(user=user, role=Role.ANALYST, by="user:boss")
    with pytest.raises(IntegrityError, match="one_membership_per_tenant"):
        actions.add_member(user=user, role=Role.ADMIN, by="user:boss")


def test_role__unknown_in_raw_sql__refused(tenant: uuid.UUID, user: User) -> None:
    actions.add_member(user=user, role=Role.ANALYST, by="user:boss")
    with pytest.raises(IntegrityError, match="role_is_known"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE tenancy_membership SET role = 'emperor'")


def test_issue_key__its_text__is_not_kept(tenant: uuid.UUID) -> None:
    key, token = actions.issue_key(name="batch", role=Role.SERVICE, by="user:boss")
    with connection.cursor() as cursor:
        kept = cursor.execute("SELECT k::text FROM tenancy_apikey k WHERE id = %s", [key.pk]).fetchone()[0]
    assert token.rpartition(tenant.hex)[2][1:] not in kept
    assert key.prefix in kept


def test_issue_key__of_an_applicant__speaks_for_its_person(tenant: uuid.UUID, user: User) -> None:
    with pytest.raises(ValueError, match="must name the person"):
        actions.issue_key(name="nobody's", role=Role.APPLICANT, by="user:test")
    actions.add_member(user=user, role=Role.APPLICANT, by="user:test")
    _, token = actions.issue_key(name="own", role=Role.APPLICANT, by="user:test", user=user)
    scope = authenticate(token, timezone.now())
    assert scope is not None
    assert (scope.role, scope.user_id) == ("applicant", user.pk)


def test_issue_key__for_somebody_who_is_no_member_or_not_active__refused(
    tenant: uuid.UUID, other_tenant_id: uuid.UUID, user: User
) -> None:
    with acting(other_tenant_id, actor="test"):
        actions.add_member(user=user, role=Role.APPLICANT, by="test")
    with pytest.raises(ValueError, match="active member"):
        actions.issue_key(name="theirs", role=Role.APPLICANT, by="user:test", user=user)
    actions.add_member(user=user, role=Role.APPLICANT, by="user:test")
    User.objects.filter(pk=user.pk).update(is_active=False)
    with pytest.raises(ValueError, match="active member"):
        actions.issue_key(name="theirs", role=Role.APPLICANT, by="user:test", user=user)


def test_key_of_a_person__who_is_switched_off_or_removed__opens_nothing(tenant: uuid.UUID, user: User) -> None:
    member = actions.add_member(user=user, role=Role.ANALYST, by="user:test")
    _, token = actions.issue_key(name="own", role=Role.ANALYST, by="user:test", user=user)
    for active in (True, False, True):
        User.objects.filter(pk=user.pk).update(is_active=active)
        assert (authenticate(token, timezone.now()) is not None) is active
    actions.remove_member(membership=member, by="user:test")
    assert authenticate(token, timezone.now()) is None
    actions.add_member(user=user, role=Role.ANALYST, by="user:test")
    assert authenticate(token, timezone.now()) is None  # what was taken away does not come back by itself


@pytest.mark.parametrize(("role", "stays"), [(Role.APPLICANT, False), (Role.ADMIN, True)])
def test_change_role__keys_of_the_person__go_unless_they_are_of_the_new_role(
    tenant: uuid.UUID, user: User, role: Role, *, stays: bool
) -> None:
    member = actions.add_member(user=user, role=Role.ADMIN, by="user:boss")
    _, token = actions.issue_key(name="own", role=Role.ADMIN, user=user, by="user:boss")
    actions.change_role(membership=member, role=role, by="user:boss")
    assert (authenticate(token, timezone.now()) is not None) is stays


def test_actions__another_tenants_row__do_not_exist(tenant: uuid.UUID, other_tenant_id: uuid.UUID, user: User) -> None:
    with acting(other_tenant_id, actor="test"):
        member = actions.add_member(user=user, role=Role.ANALYST, by="test")
        key, _ = actions.issue_key(name="theirs", role=Role.SERVICE, by="test")
    with pytest.raises(Membership.DoesNotExist):
        actions.change_role(membership=member, role=Role.ADMIN, by="user:thief")
    with pytest.raises(Membership.DoesNotExist):
        actions.remove_member(membership=member, by="user:thief")
    with pytest.raises(ApiKey.DoesNotExist):
        actions.revoke_key(key=key, by="user:thief")


def test_actions__no_scope__raise(database: None, user: User) -> None:
    with pytest.raises(NoTenantError):
        actions.add_member(user=user, role=Role.ADMIN, by="user:boss")
    with pytest.raises(NoTenantError):
        actions.issue_key(name="x", role=Role.ADMIN, by="user:boss")
