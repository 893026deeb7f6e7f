"""What can be asked, and what is refused with the field and the rule."""

from datetime import timedelta

import pytest
from django.utils import timezone

from scorewright.loop.outcomes.performance.question import PerformanceRejectedError, ask


@pytest.mark.parametrize(
    ("asked", "field", "rule"),
    [
        ({"by": "mood"}, "by", "values"),
        ({"by": ""}, "by", "values"),
        ({"by": "group"}, "by", "values"),
        ({"by": "group:"}, "by", "group"),
        ({"by": "group:distance"}, "by", "group"),
        ({"version": 7}, "version", "known"),
    ],
)
def test_ask__what_there_is_not__names_field_and_rule(tenant, use_case, asked, field, rule) -> None:
    with pytest.raises(PerformanceRejectedError) as refused:
        ask(use_case, **{"by": "version", "now": timezone.now()} | asked)
    assert (refused.value.field, refused.value.rule) == (field, rule)


@pytest.mark.parametrize(
    ("days", "field"),
    [
        ({"as_of": 1}, "as_of"),
        ({"until": 1}, "until"),
        ({"as_of": -2, "until": -1}, "until"),
        ({"since": 0}, "since"),
        ({"since": -1, "until": -2}, "since"),
    ],
)
def test_ask__moments_in_no_order__names_the_field(tenant, use_case, now, days, field) -> None:
    with pytest.raises(PerformanceRejectedError, match=f"^{field}: ") as refused:
        ask(use_case, by="version", now=now, **{name: now + timedelta(days=count) for name, count in days.items()})
    assert (refused.value.field, refused.value.rule) == (field, "order")


def test_ask__a_protected_field__is_a_group_like_any(tenant, use_case, now) -> None:
    question = ask(use_case, by="group:driver_sex", now=now)
    assert (question.group, question.told_by) == ("driver_sex", "group:driver_sex")
