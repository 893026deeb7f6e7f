import pytest

from scorewright.loop.deployment.actions import activate, consider
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


def test_roll_back__approver_with_a_reason__the_former_version_decides_again(log_in, make_version) -> None:
    first, second = make_version(), make_version()
    approver = log_in("approver")
    for version in (first, second):
        approver.post(f"/admin/registry/modelversion/{version.pk}/activate/", {"reason": "better"})
    address = f"/admin/registry/modelversion/{second.pk}/roll_back/"
    assert "late_delivery v1 (logistic_regression) will decide again" in approver.get(address).content.decode()
    assert approver.post(address, {"reason": "complaints"}).status_code == 302
    first.refresh_from_db()
    assert first.status == Status.PRODUCTION
    page = approver.get(f"/admin/registry/modelversion/{first.pk}/change/").content.decode()
    assert "complaints" in page


def test_roll_back__nothing_before__says_so(log_in, make_version) -> None:
    version, admin = make_version(), log_in("admin")
    address = f"/admin/registry/modelversion/{version.pk}/roll_back/"
    assert "there is nothing to go back to" in admin.get(address).content.decode()
    assert "nothing was ever activated" in admin.post(address, {"reason": "why not"}).content.decode()


def test_roll_back__reader__is_refused(log_in, make_version) -> None:
    version = make_version()
    answer = log_in("analyst").post(f"/admin/registry/modelversion/{version.pk}/roll_back/", {"reason": "I want to"})
    assert answer.status_code == 403


def test_considerations__on_the_page_and_in_the_list__with_conditions_and_reasons(log_in, make_contestant) -> None:
    champion, challenger = make_contestant("weak"), make_contestant("strong")
    activate(version_id=champion.id, by="user:ama", reason="the first")
    consider(version_id=challenger.id, by="task:training", trigger="model_age")
    auditor = log_in("auditor")
    page = auditor.get(f"/admin/registry/modelversion/{challenger.pk}/change/").content.decode()
    assert "leaves later activations to people (mode manual)" in page
    assert "v2 is better: roc_auc" in page
    assert "approval_rate" in page
    listed = auditor.get("/admin/deployment/consideration/").content.decode()
    assert "model_age" in listed
    (found,) = challenger.considerations.all()
    assert auditor.get(f"/admin/deployment/consideration/{found.pk}/change/").status_code == 200
