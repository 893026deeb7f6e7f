"""Lists of decisions come out of an index in their order, however many there are."""

from typing import Any

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scorewright.loop.serving import queries
from scorewright.loop.serving.actions import decide
from scorewright.loop.serving.models import Decision


def plan_of(found: QuerySet[Decision]) -> str:
    """How PostgreSQL would do it if sorting and passing over whole tables were dear, as they are with many rows."""
    with connection.cursor() as cursor:
        for name in ("enable_sort", "enable_seqscan", "enable_bitmapscan"):
            cursor.execute(f"SET LOCAL {name} = off")
    return found.explain()


@pytest.fixture
def decisions(use_case, tenant) -> list[Decision]:
    return [decide(use_case=use_case, raw=dict(use_case.examples[0])) for _ in range(5)]


@pytest.mark.parametrize("chosen", [{}, {"use_case": "late_delivery"}])
def test_decisions__a_page_of_them__read_from_an_index_without_a_sort(decisions, chosen: dict[str, Any]) -> None:
    found = queries.decisions(**chosen)
    for page in (found[:51], found.filter(id__lte=decisions[2].id)[:51]):
        plan = plan_of(page)
        assert "Sort" not in plan
        assert "serving_decision_of_tenant" in plan


def test_decisions__newest_first__as_their_ids_grow(decisions) -> None:
    Decision.objects.filter(pk=decisions[0].pk).update(at=timezone.now())
    assert list(queries.decisions()) == sorted(decisions, key=lambda decision: decision.id, reverse=True)


def test_decisions__admin_pages__in_the_same_order(log_in, decisions) -> None:
    with CaptureQueriesContext(connection) as captured:
        assert log_in("auditor").get("/admin/serving/decision/").status_code == 200
    (page,) = [query["sql"] for query in captured if '"serving_decision"."at"' in query["sql"]]
    assert page.endswith('ORDER BY "serving_decision"."id" DESC')
