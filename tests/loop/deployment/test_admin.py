import pytest

from scorewright.loop.deployment.models import Activation
from scorewright.loop.registry.models import ModelVersion, Status


def test_activate__approver_with_a_reason__is_in_production(log_in, make_version) -> None:
    version, approver = make_version(), log_in("approver")
    address = f"/admin/registry/modelversion/{version.pk}/activate"
    assert "the fallback decides" in approver.get(f"{address}/").content.decode()
    assert approver.post(f"{address}/", {"reason": "better on the hold-out"}).status_code == 302
    version.refresh_from_db()
    assert version.status == Status.PRODUCTION
    activation = Activation.objects.get(version=version)
    assert activation.reason == "better on the hold-out"
    assert activation.by.startswith("user:approver-")
    page = approver.get(f"/admin/registry/modelversion/{version.pk}/change/").content.decode()
    assert "better on the hold-out" in page


def test_activate__no_reason__changes_nothing(log_in, make_version) -> None:
    version = make_version()
    answer = log_in("approver").post(f"/admin/registry/modelversion/{version.pk}/activate/", {"reason": " "})
    assert "This field is required." in answer.content.decode()
    assert not Activation.objects.exists()


def test_activate__policy_objects__shows_why_and_changes_nothing(log_in, make_version) -> None:
    version = make_version(passing=False)
    answer = log_in("admin").post(f"/admin/registry/modelversion/{version.pk}/activate/", {"reason": "please"})
    assert "gate failed: roc_auc" in answer.content.decode()
    version.refresh_from_db()
    assert version.status == Status.TESTING
    assert not Activation.objects.exists()


@pytest.mark.parametrize("role", ["auditor", "analyst"])
def test_activate__reader__is_refused_and_sees_no_button(log_in, make_version, role: str) -> None:
    version, reader = make_version(), log_in(role)
    address = f"/admin/registry/modelversion/{version.pk}"
    assert reader.post(f"{address}/activate/", {"reason": "I want to"}).status_code == 403
    assert f"{address}/activate" not in reader.get(f"{address}/change/").content.decode()
    assert not Activation.objects.exists()


def test_activations__in_the_list__with_reason_and_actor(log_in, make_version) -> None:
    version, admin = make_version(), log_in("admin")
    admin.post(f"/admin/registry/modelversion/{version.pk}/activate/", {"reason": "the first"})
    page = admin.get("/admin/deployment/activation/").content.decode()
    assert "the first" in page
    assert "user:admin-" in page


def test_activate__use_case_that_is_gone__says_so_and_changes_nothing(log_in, make_version) -> None:
    version = make_version()
    ModelVersion.objects.update(use_case="horoscope")
    address = f"/admin/registry/modelversion/{version.pk}/activate/"
    approver = log_in("approver")
    assert approver.get(address).status_code == 200
    page = approver.post(address, {"reason": "better"}).content.decode()
    assert "no use case is named &#x27;horoscope&#x27;" in page
    assert not Activation.objects.exists()
