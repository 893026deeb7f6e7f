import uuid

import pytest
from django.test import Client

from scorewright.loop.tenancy.actions import create_tenant
from scorewright.loop.tenancy.scope import acting
from scorewright.loop.training.evaluation.evaluating import evaluate_version
from scorewright.loop.training.evaluation.plots import TITLES


def _address(version: object, rest: str) -> str:
    return f"/admin/registry/modelversion/{version}/{rest}"


def test_version_page__evaluated__shows_figures_and_the_report(log_in, evaluated) -> None:
    page = log_in("auditor").get(_address(evaluated.pk, "change/")).content.decode()
    for name in TITLES:
        assert _address(evaluated.pk, f"plots/{name}.png") in page
    assert _address(evaluated.pk, "report.html") in page
    assert "Activations" in page


def test_version_page__not_evaluated__says_how(log_in, make_version) -> None:
    version = make_version()
    page = log_in("auditor").get(_address(version.pk, "change/")).content.decode()
    assert f"scorewright report late_delivery --version {version.label}" in page
    assert "<img loading" not in page


def test_plot__a_member__gets_a_private_png(log_in, evaluated) -> None:
    answer = log_in("analyst").get(_address(evaluated.pk, "plots/roc_curve.png"))
    assert answer.status_code == 200
    assert answer.content.startswith(b"\x89PNG")
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer["Cache-Control"]


def test_report__a_member__gets_a_file_that_may_run_nothing(log_in, evaluated) -> None:
    answer = log_in("approver").get(_address(evaluated.pk, "report.html"))
    assert answer.status_code == 200
    assert answer["Content-Disposition"] == f'attachment; filename="late_delivery_{evaluated.label}_report.html"'
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")
    assert "private" in answer["Cache-Control"]
    assert answer.content.decode().startswith("<!doctype html>")


@pytest.mark.parametrize("rest", ["plots/roc_curve.png", "report.html"])
def test_file__nobody_or_the_wrong_role__is_refused(log_in, evaluated, rest: str) -> None:
    for refused in (Client(SERVER_NAME="localhost"), log_in("service")):
        answer = refused.get(_address(evaluated.pk, rest))
        assert answer.status_code == 302
        assert answer["Location"].startswith("/admin/login/")


@pytest.mark.parametrize("rest", ["plots/secret.png", "plots/..%2Fsecret.png", "plots/roc_curve.jpg"])
def test_plot__unknown_name__is_no_file(log_in, evaluated, rest: str) -> None:
    answer = log_in("admin").get(_address(evaluated.pk, rest), follow=True)
    assert answer["Content-Type"].startswith("text/html")
    assert b"PNG" not in answer.content[:8]


@pytest.mark.parametrize("rest", ["plots/roc_curve.png", "report.html"])
def test_file__not_evaluated_or_unknown_version__is_not_found(log_in, make_version, rest: str) -> None:
    admin = log_in("admin")
    assert admin.get(_address(make_version().pk, rest)).status_code == 404
    assert admin.get(_address(uuid.uuid4(), rest)).status_code == 404
    assert admin.get(_address("nonsense", rest)).status_code == 404


def test_file__another_tenants_version__is_not_found(log_in, tenant, register_version) -> None:
    other = create_tenant(slug=f"t-{uuid.uuid4().hex[:12]}", name="other", by="test")
    with acting(other.pk, actor="user:test", role="admin"):
        version = register_version()
        evaluate_version(version=version, by="user:test")
    for rest in ("plots/roc_curve.png", "report.html"):
        assert log_in("admin").get(_address(version.pk, rest)).status_code == 404
