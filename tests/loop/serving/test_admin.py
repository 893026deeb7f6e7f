import uuid
from dataclasses import replace

import pytest
from django.test import Client

from scorewright.declare.advice import Advice, Advisor
from scorewright.loop.deployment.actions import activate
from scorewright.loop.serving.actions import decide
from scorewright.loop.serving.models import Decision
from scorewright.loop.tenancy.actions import add_member, create_tenant
from scorewright.loop.tenancy.models import Role, User
from scorewright.loop.tenancy.scope import acting

LIST = "/admin/serving/decision/"


@pytest.fixture
def decision(use_case, tenant) -> Decision:
    """One that the fallback answered, since there is no model."""
    return decide(use_case=use_case, raw=dict(use_case.examples[0]), request_id="call-17")


def test_decisions__list__marks_the_fallback(log_in, decision) -> None:
    page = log_in("analyst").get(LIST).content.decode()
    assert "⚠ fallback" in page
    assert "call-17" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=call-17", 1),
        ("q=call-1", 0),
        ("use_case=late_delivery", 1),
        ("use_case=other", 0),
        ("fallback__exact=1", 1),
        ("fallback__exact=0", 0),
        ("at_from_0=2020-01-01", 1),
        ("at_to_0=2020-01-01", 0),
        ("at_from_0=tomorrow&model_version=nonsense", 1),
        ("at_from_0=2020-01-01&at_from_1=00:00:00", 1),
        ("at_to_0=2020-01-01&at_to_1=00:00:00", 0),
    ],
)
def test_decisions__search_and_filters__narrow_the_list(log_in, decision, query: str, found: int) -> None:
    answer = log_in("auditor").get(f"{LIST}?{query}")
    assert answer.status_code == 200
    assert answer.context_data["cl"].result_count == found


def test_decisions__search_by_id__finds_it(log_in, decision) -> None:
    answer = log_in("auditor").get(LIST, {"q": str(decision.pk)})
    assert [found.pk for found in answer.context_data["cl"].result_list] == [decision.pk]


def test_decisions__by_version__finds_its_own(log_in, decision, make_version) -> None:
    auditor, version = log_in("auditor"), make_version()
    activate(version_id=version.pk, by="user:test", reason="first")
    assert auditor.get(LIST, {"model_version": str(version.pk)}).context_data["cl"].result_count == 0
    Decision.objects.filter(pk=decision.pk).update(model_version=version)
    assert auditor.get(LIST, {"model_version": str(version.pk)}).context_data["cl"].result_count == 1


def test_decision__page__shows_record_and_features(log_in, decision) -> None:
    page = log_in("auditor").get(f"{LIST}{decision.pk}/change/").content.decode()
    assert "Record as received" in page
    assert "12.5" in page
    assert decision.fallback_reason in page
    assert "Not known yet." in page


def test_decision__page__shows_the_label_in_words_and_why(log_in, decision, use_case) -> None:
    page = log_in("auditor").get(f"{LIST}{decision.pk}/change/").content.decode()
    assert f"<strong>{use_case.outcome.value(decision.label)}</strong>" in page
    assert use_case.fallback.reason in page


def test_decision__page__shows_advice_where_there_is_any(log_in, decision, use_case) -> None:
    auditor = log_in("auditor")
    assert "Advice</h2>" not in auditor.get(f"{LIST}{decision.pk}/change/").content.decode()
    far = Advice("gap", "distance", "Far <away>.", "high")
    advised = decide(use_case=replace(use_case, advisor=Advisor(advise=lambda _: (far,))), raw=use_case.examples[0])
    page = auditor.get(f"{LIST}{advised.pk}/change/").content.decode()
    assert "<dt>Gap</dt><dd>Far &lt;away&gt;. (high)</dd>" in page


def test_decisions__nobody__adds_changes_or_deletes(log_in, decision) -> None:
    admin = log_in("admin")
    assert admin.get(f"{LIST}add/").status_code == 403
    assert admin.post(f"{LIST}{decision.pk}/delete/", {"post": "yes"}).status_code == 403
    assert admin.post(f"{LIST}{decision.pk}/change/", {"label": "1"}).status_code == 403


def test_decision__foreign_tenant__is_not_there(log_in, decision) -> None:
    outsider = User.objects.create_user(f"outsider-{uuid.uuid4().hex[:12]}", is_staff=True)
    other = create_tenant(slug=f"o-{uuid.uuid4().hex[:12]}", name="other", by="test")
    with acting(other.pk, actor="user:test", role="admin"):
        add_member(user=outsider, role=Role.ADMIN, by="user:test")
    client = Client(SERVER_NAME="localhost")
    client.force_login(outsider)
    assert client.get(LIST).context_data["cl"].result_count == 0
    assert client.get(f"{LIST}{decision.pk}/change/").status_code == 302
