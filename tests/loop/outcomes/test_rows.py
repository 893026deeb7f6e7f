"""Many outcomes at once: what is wrong with one is told in its place."""

import uuid

import pytest

from scorewright.loop.outcomes.models import Statement
from scorewright.loop.outcomes.rows import take_rows


def test_take_rows__one_of_each_kind__told_in_their_order(make_decision) -> None:
    first, second = make_decision(), make_decision()
    unknown = uuid.uuid4()
    rows = [
        {"decision_id": str(first.pk), "value": "yes"},
        {"decision_id": str(first.pk), "value": "yes"},
        {"decision_id": str(first.pk), "value": "no"},
        {"decision_id": str(unknown), "value": "yes"},
        {"decision_id": str(second.pk), "value": "perhaps"},
        {"decision_id": "no id", "value": "yes"},
        {"value": "yes"},
        {"decision_id": str(second.pk), "value": "no", "source": "rumour"},
        {"decision_id": str(second.pk), "value": "no", "occurred_at": "yesterday"},
        {"decision_id": str(second.pk), "value": "no", "inclusion_probability": 1e-7},
        {"decision_id": str(second.pk), "value": "no", "café": 1},
        {"decision_id": str(second.pk), "value": "no", "\ud800": 1},
        ["no", "row"],
        {"decision_id": str(second.pk), "value": "no"},
    ]
    found = take_rows(list(enumerate(rows, 1)), by="key:test")
    assert [verdict.row for verdict in found] == list(range(1, len(rows) + 1))
    assert [(verdict.verdict, verdict.field, verdict.rule) for verdict in found] == [
        ("new", "", ""),
        ("unchanged", "", ""),
        ("refused", "value", "final"),
        ("refused", "decision_id", "known"),
        ("refused", "value", "values"),
        ("refused", "decision_id", "uuid_parsing"),
        ("refused", "decision_id", "missing"),
        ("refused", "source", "enum"),
        ("refused", "occurred_at", "value_error"),
        ("refused", "inclusion_probability", "greater_than_equal"),
        ("refused", "caf\\xe9", "extra_forbidden"),
        ("refused", "row", "string_unicode"),
        ("refused", "row", "model_type"),
        ("new", "", ""),
    ]
    assert [verdict.decision_id for verdict in found][3:7] == [str(unknown), str(second.pk), "", ""]
    assert Statement.objects.count() == 2


@pytest.mark.parametrize("value", [float("nan"), None, [1], {"a": 1}, 10**400, "\x00"])
def test_take_rows__any_value__refused_and_never_an_error(matured, value) -> None:
    (verdict,) = take_rows([(1, {"decision_id": matured.pk, "value": value})], by="key:test")
    assert (verdict.verdict, verdict.field) == ("refused", "value")
    assert "\x00" not in verdict.message
