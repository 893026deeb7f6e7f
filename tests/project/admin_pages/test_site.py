import uuid
from collections.abc import Iterator
from itertools import cycle

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from scorewright.loop.tenancy.actions import add_member
from scorewright.loop.tenancy.models import Role, User

AWKWARD = ("\x00", "\ud800".encode("utf-8", "surrogatepass"), "9" * 40, "'%[]")


@pytest.fixture
def superuser(tenant: uuid.UUID) -> Client:
    user = User.objects.create_superuser(username=f"root-{uuid.uuid4().hex[:12]}")
    add_member(user=user, role=Role.ADMIN, by="user:test")
    client = Client(SERVER_NAME="localhost", raise_request_exception=False)
    client.force_login(user)
    return client


def _lists() -> Iterator[tuple[str, dict[str, str], dict[str, str]]]:
    """Every list of the admin pages, the parameters of its own and those that follow from its columns, with kinds."""
    for model, page in admin.site._registry.items():
        columns = {field.name: type(field).__name__ for field in model._meta.concrete_fields}
        own = {found.parameter_name: found.__name__ for found in page.list_filter if hasattr(found, "parameter_name")}
        moments = {f"at_{end}_{part}": f"{end} {part}" for end in ("from", "to") for part in (0, 1)}
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
        yield reverse(name), {"q": "q", "p": "p", "o": "o"} | own, columns | moments
    yield reverse("admin:installation_trail"), {"q": "q of the trail", "p": "p of the trail"}, {}


def test_lists__any_parameter__never_a_500(superuser: Client) -> None:
    """The first parameter of each kind gets all awkward values, every other one of a list's own gets one, in turn."""
    in_turn, met = cycle(AWKWARD), set[str]()
    for address, own, of_columns in _lists():
        assert superuser.get(address).status_code == 200, address
        for name, kind in (own | of_columns).items():
            again = [next(in_turn)] if name in own else []
            for value in again if kind in met else AWKWARD:
                status = superuser.get(address, {name: value}).status_code
                assert status in (200, 302, 400), (address, name, value[:20])
            met.add(kind)


def test_lists__nul_character__400_with_a_sentence(superuser: Client) -> None:
    for address, _, _ in _lists():
        answer = superuser.get(address, {"q": "a\x00b"})
        assert (answer.status_code, b"NUL character" in answer.content) == (400, True)
    assert superuser.get("/admin/registry/modelversion/%00/change/").status_code == 400
    assert superuser.get("/admin/serving/decision/?q=100%25").status_code == 200


def test_icon__asked_for_by_browsers__is_there(database: None) -> None:
    client = Client(SERVER_NAME="localhost")
    address = client.get("/favicon.ico")["Location"]
    icon = client.get(address)
    assert (icon.status_code, icon["Content-Type"]) == (200, "image/svg+xml")
    assert f'href="{address}" type="image/svg+xml"' in client.get("/admin/login/").content.decode()
