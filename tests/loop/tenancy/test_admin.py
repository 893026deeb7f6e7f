import html
import re
import uuid

import pytest
from django.test import Client
from django.utils import timezone

from scorewright.loop.tenancy.actions import add_member, issue_key
from scorewright.loop.tenancy.models import ApiKey, Membership, Role, User
from scorewright.loop.tenancy.queries import authenticate, tenants
from scorewright.loop.tenancy.scope import Scope, acting

KEYS = "/admin/tenancy/apikey/"
MEMBERS = "/admin/tenancy/membership/"


def _client(user: User) -> Client:
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    return client


def test_issue__admin__shows_a_working_key_once(log_in) -> None:
    admin = log_in("admin")
    answer = admin.post(f"{KEYS}issue/", {"name": "branch", "role": "service"})
    token = re.search(r"sw_[0-9a-f]{32}_[\w-]+", answer.content.decode())
    assert token is not None
    assert isinstance(scope := authenticate(token[0], timezone.now()), Scope)
    assert scope.role == Role.SERVICE
    assert "no-store" in answer["Cache-Control"]
    key = ApiKey.objects.get(name="branch")
    for address in (KEYS, f"{KEYS}{key.pk}/change/"):
        page = admin.get(address).content.decode()
        assert token[0] not in page
        assert key.secret_hash not in page


def test_issue__for_an_applicant__names_its_person(log_in) -> None:
    admin, person = log_in("admin"), User.objects.create_user(f"ama-{uuid.uuid4().hex[:12]}")
    given = {"name": "own", "role": "applicant"}
    assert "must name the person" in html.unescape(admin.post(f"{KEYS}issue/", given).content.decode())
    nobody = admin.post(f"{KEYS}issue/", given | {"username": "nobody"}).content.decode()
    assert "No active member has the username" in nobody
    stranger = admin.post(f"{KEYS}issue/", given | {"username": person.get_username()}).content.decode()
    assert "No active member has the username" in stranger  # as of somebody whom nobody knows
    add_member(user=person, role=Role.APPLICANT, by="user:test")
    admin.post(f"{KEYS}issue/", given | {"username": person.get_username()})
    assert ApiKey.objects.get(name="own").user == person


def test_issue__moment_that_has_passed__is_refused(log_in) -> None:
    given = {"name": "late", "role": "service", "expires_at_0": "2020-01-01", "expires_at_1": "00:00:00"}
    assert "This moment has passed." in log_in("admin").post(f"{KEYS}issue/", given).content.decode()
    assert not ApiKey.objects.filter(name="late").exists()


def test_revoke__admin__key_opens_nothing(log_in) -> None:
    key, token = issue_key(name="old", role=Role.SERVICE, by="user:test")
    assert log_in("admin").post(f"{KEYS}{key.pk}/revoke/").status_code == 302
    assert authenticate(token, timezone.now()) is None


@pytest.mark.parametrize("role", ["approver", "analyst", "auditor"])
def test_keys_and_members__others_than_admin__only_read(log_in, role: str) -> None:
    reader = log_in(role)
    key, _ = issue_key(name="kept", role=Role.SERVICE, by="user:test")
    assert reader.get(KEYS).status_code == 200
    assert reader.post(f"{KEYS}issue/", {"name": "x", "role": "admin"}).status_code == 403
    assert reader.post(f"{KEYS}{key.pk}/revoke/").status_code == 403
    assert reader.post(f"{MEMBERS}add/", {"username": "x", "role": "admin"}).status_code == 403
    key.refresh_from_db()
    assert key.revoked_at is None


def test_members__added_changed_and_removed__by_the_admin(log_in, user) -> None:
    admin = log_in("admin")
    admin.post(f"{MEMBERS}add/", {"username": user.username, "role": "analyst"})
    member = Membership.objects.get(user=user)
    assert member.role == Role.ANALYST
    admin.post(f"{MEMBERS}{member.pk}/change_role/", {"role": "approver"})
    member.refresh_from_db()
    assert member.role == Role.APPROVER
    admin.post(f"{MEMBERS}{member.pk}/remove/")
    assert not Membership.objects.filter(user=user).exists()


def test_members__unknown_or_known_person__is_refused(log_in, user) -> None:
    admin = log_in("admin")
    add_member(user=user, role=Role.ANALYST, by="user:test")
    nobody = admin.post(f"{MEMBERS}add/", {"username": "no such person", "role": "admin"}).content.decode()
    twice = admin.post(f"{MEMBERS}add/", {"username": user.username, "role": "admin"}).content.decode()
    assert "Nobody has the username" in nobody
    assert "is a member already" in twice


@pytest.mark.parametrize("role", ["service", "applicant"])
def test_service_and_applicant__never_get_in(log_in, role: str) -> None:
    assert log_in(role).get("/admin/").status_code == 302


def test_person_without_a_tenant__is_told_so_everywhere(database, user) -> None:
    client = _client(user)
    for address in ("/admin/", KEYS, "/admin/audit/entry/"):
        assert client.get(address)["Location"] == "/admin/tenant/"
    assert "member of no tenant" in client.get("/admin/tenant/").content.decode()


def test_choose__another_membership__is_worked_in(tenant, user, other_tenant_id) -> None:
    add_member(user=user, role=Role.ADMIN, by="user:test")
    with acting(other_tenant_id, actor="user:test", role="admin"):
        add_member(user=user, role=Role.AUDITOR, by="user:test")
        issue_key(name="of the other", role=Role.SERVICE, by="user:test")
    client = _client(user)
    assert client.get(KEYS).context_data["cl"].result_count == 0
    client.post("/admin/tenant/", {"tenant": str(other_tenant_id)})
    assert client.get(KEYS).context_data["cl"].result_count == 1
    assert client.get(f"{KEYS}issue/").status_code == 403


@pytest.mark.parametrize("choice", ["foreign", "nonsense"])
def test_choose__tenant_that_is_not_open__changes_nothing(log_in, other_tenant_id, choice: str) -> None:
    admin = log_in("admin")
    answer = admin.post("/admin/tenant/", {"tenant": str(other_tenant_id) if choice == "foreign" else choice})
    assert "not open to you" in answer.content.decode()
    assert "tenant" not in admin.session


def test_create_tenant__superuser_only(log_in, superuser) -> None:
    slug = f"new-{uuid.uuid4().hex[:12]}"
    assert log_in("admin").post("/admin/tenant/create/", {"slug": slug, "name": "New"}).status_code == 403
    client = _client(superuser)
    assert client.post("/admin/tenant/create/", {"slug": slug, "name": "New"}).status_code == 302
    assert slug in {tenant.slug for tenant in tenants()}
    assert "already" in client.post("/admin/tenant/create/", {"slug": slug, "name": "New"}).content.decode()


def test_people__admin_of_a_tenant__may_not_look(log_in) -> None:
    assert log_in("admin").get("/admin/tenancy/user/").status_code == 403
