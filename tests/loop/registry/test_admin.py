import uuid

from scorewright.loop.registry.actions import change_status
from scorewright.loop.registry.models import Status
from scorewright.loop.registry.version_page import certificate_in_words, headline


def test_version_page__gates__say_passed_or_failed_in_words(log_in, make_version) -> None:
    auditor = log_in("auditor")
    passed = auditor.get(f"/admin/registry/modelversion/{make_version().pk}/change/").content.decode()
    failed = auditor.get(f"/admin/registry/modelversion/{make_version(passing=False).pk}/change/").content.decode()
    assert "✓ passed" in passed
    assert "✗ failed" not in passed
    assert "✗ failed" in failed


def test_version_page__shows__metrics_certificate_folds_and_source(log_in, make_version) -> None:
    version = make_version()
    page = log_in("auditor").get(f"/admin/registry/modelversion/{version.pk}/change/").content.decode()
    assert headline(version) in page
    assert certificate_in_words(version.certificate) in page
    assert "mean 0.9000, standard deviation 0.0000" in page
    assert version.data_fingerprint in page
    assert "made in the tests" in page


def test_version_page__status_changed__tells_what_it_was_and_why(log_in, make_version) -> None:
    version = make_version()
    change_status(version=version, status=Status.TESTING, by="user:ama", reason="too new")
    page = log_in("auditor").get(f"/admin/registry/modelversion/{version.pk}/change/").content.decode()
    section = page.partition("What it is and was")[2].partition("</table>")[0]
    assert section.index("Testing") < section.index("too new") < section.index("Staging")


def test_version_list__every_version__with_its_headline(log_in, make_version) -> None:
    version = make_version()
    page = log_in("analyst").get("/admin/registry/modelversion/").content.decode()
    assert headline(version) in page
    assert "1 of 1 passed" in page


def test_version_page__unknown_id__is_not_found(log_in, make_version) -> None:
    make_version()
    for unknown in (uuid.uuid4(), "nonsense"):
        answer = log_in("admin").get(f"/admin/registry/modelversion/{unknown}/change/")
        assert answer.status_code == 302


def test_versions__nobody__adds_changes_or_deletes(log_in, make_version) -> None:
    version, admin = make_version(), log_in("admin")
    assert admin.get("/admin/registry/modelversion/add/").status_code == 403
    assert admin.post(f"/admin/registry/modelversion/{version.pk}/delete/", {"post": "yes"}).status_code == 403
    assert admin.post(f"/admin/registry/modelversion/{version.pk}/change/", {"status": "production"}).status_code == 403
