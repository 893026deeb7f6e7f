from collections.abc import Iterator

import psycopg
import pytest
from django.conf import settings
from django.core.checks import run_checks
from django.db import connection

from scorewright.project.checks import decisions_can_be_kept, insights_that_are_off
from scorewright.project.embedded.provisioning import DATABASE
from scorewright.project.embedded.stack import Embedded


@pytest.fixture
def not_granted(embedded: Embedded) -> Iterator[None]:
    """The database as operators had it who granted what was said of tables alone."""
    url = embedded.admin_url.rpartition("/")[0] + f"/{DATABASE}"
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute("REVOKE EXECUTE ON FUNCTION serving_keep(text) FROM scorewright_app")
        try:
            yield
        finally:
            admin.execute("GRANT EXECUTE ON FUNCTION serving_keep(text) TO scorewright_app")


def test_check__decisions_cannot_be_kept__says_what_to_grant(not_granted: None) -> None:
    (fault,) = [fault for fault in run_checks(databases=["default"]) if fault.id == "scorewright.E003"]
    assert "scorewright_app may not execute serving_keep: no decision can be kept" in fault.msg
    assert fault.hint == "As the owner: GRANT EXECUTE ON FUNCTION serving_keep(text) TO scorewright_app"


def test_check__all_granted__nothing_to_say(database: None) -> None:
    assert decisions_can_be_kept(databases=["default"]) == []


@pytest.mark.parametrize("databases", [None, ["owner"]])
def test_check__other_database__not_looked_at(not_granted: None, databases: list[str] | None) -> None:
    assert decisions_can_be_kept(databases=databases) == []


def test_check__before_the_function_is_made__nothing_to_say(tenant: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path = pg_catalog")
        assert decisions_can_be_kept(databases=["default"]) == []


def test_check__insight_that_nobody_declares__named_with_those_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    off = frozenset({"ghana_employment_analysis", "gana_employment_analysis"})
    monkeypatch.setattr(settings, "ML_INSIGHTS_OFF", off)
    (fault,) = insights_that_are_off()
    assert fault.msg.startswith("ML_INSIGHTS_OFF: gana_employment_analysis: no use case declares")
    assert "ghana_employment_analysis" in fault.msg
