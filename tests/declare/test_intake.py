from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from scorewright.declare.errors import DeclarationError
from scorewright.declare.fields import Category, Field, Moment, Number, Text
from scorewright.declare.intake import Insight, Intake, Trigger
from scorewright.usecases.retention.usecase import USE_CASE

FIELDS: tuple[Field, ...] = (
    Number(name="income"),
    Number(name="late", whole=True),
    Text(name="job"),
    Moment(name="since", required=False),
    Category(name="sex", categories=("f", "m"), protected=True, required=False),
)
INTAKE = Intake(
    prefix="SW", triggers=(Trigger("income", 0.10), Trigger("late", 0.0), Trigger("job")), sensitive=("since", "job")
)


@pytest.mark.parametrize(
    ("old", "new", "fires"),
    [
        (100, 105, False),
        (Decimal(100), Decimal(105), False),
        (Decimal("100.00"), 110, False),
        (Decimal(100), Decimal("110.01"), True),
        (100.0, 90.0, False),
        (100, 89.9, True),
        (-100, -111, True),
        (0, 0, False),
        (0, 1, True),
        (0.0, Decimal("0.00"), False),
        (None, 0, True),
        (5, None, True),
        (None, None, False),
    ],
)
def test_trigger__ten_percent__strictly_more_than_that_fires(old: object, new: object, fires: bool) -> None:
    assert Trigger("income", 0.10).fires(old, new, otherwise=0.5) is fires


@pytest.mark.parametrize(("old", "new", "fires"), [(0, 0, False), (0, 1, True), (2, 2, False), (2, 1, True)])
def test_trigger__of_nothing__every_difference_fires(old: int, new: int, fires: bool) -> None:
    assert Trigger("late", 0.0).fires(old, new, otherwise=0.5) is fires
    assert Trigger("late", 0.0).fires(Decimal(old), new, otherwise=0.5) is fires


def test_trigger__a_tenth_of_a_tenth__is_not_more_though_floats_say_so() -> None:
    assert 0.3 - 0.1 * 3 != 0
    assert not Trigger("income", 0.1).fires(0.3, 0.33, otherwise=0.5)


def test_changed__names_what_asks_for_an_assessment__and_nothing_else() -> None:
    old = {"income": 100, "late": 0, "job": "teacher", "since": None, "sex": "f"}
    assert INTAKE.changed(old, old | {"income": 105, "sex": "m"}) == ()
    assert INTAKE.changed(old, old | {"income": 111, "late": 1, "job": "trader"}) == ("income", "late", "job")
    assert INTAKE.changed(old, old | {"since": datetime(2026, 1, 1, tzinfo=UTC)}) == ("since",)


def test_changed__sensitive_number_without_a_trigger__by_what_other_changes_take() -> None:
    intake = replace(INTAKE, triggers=(Trigger("late"),), sensitive=("income",))
    assert intake.changed({"income": 100}, {"income": 115}) == ()
    assert intake.changed({"income": 100}, {"income": 115.5}) == ("income",)


def test_state__same_moment_elsewhere__is_the_same_text_and_holds_nothing_unwatched() -> None:
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC)
    one: dict[str, Any] = {"income": 100, "late": 0, "job": "Kɔfi", "since": noon, "sex": "f"}
    other = one | {"since": noon.astimezone(timezone(timedelta(hours=3))), "sex": "m"}
    assert INTAKE.state(one) == INTAKE.state(other)
    assert INTAKE.state(one) == '{"income":100,"job":"Kɔfi","late":0,"since":"2026-01-01T12:00:00+00:00"}'
    assert INTAKE.state(one) != INTAKE.state(one | {"income": 101})


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"prefix": "sw"}, "prefix"),
        ({"other_change": -1.0}, "other_change"),
        ({"confidence_threshold": 70}, "confidence_threshold"),
        ({"triggers": (Trigger("late"), Trigger("late"))}, "triggers: late must not be declared twice"),
        ({"triggers": (), "sensitive": ()}, "triggers must name"),
        ({"applicant_fields": (Text(name="phone"), Text(name="phone"))}, "phone must not be declared twice"),
        ({"monitored": (Category(name="gender", categories=("f", "m")),)}, "monitored: gender must not be required"),
    ],
)
def test_intake__breaks_a_rule__is_refused_by_its_name(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(DeclarationError, match=words):
        replace(INTAKE, **changes)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"triggers": (Trigger("salary"),)}, "'salary' must be a field"),
        ({"sensitive": ("sex",)}, "'sex' is protected"),
        ({"triggers": (Trigger("job", 0.1),)}, "relative is for numbers"),
        ({"applicant_fields": (Text(name="job"),)}, "job must not be a field of the record as well"),
    ],
)
def test_check__does_not_fit_the_record__is_refused(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(DeclarationError, match=words):
        replace(INTAKE, **changes).check(FIELDS)


def _told(record: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"tenure": record["tenure"], "words": "of " + str(record["tenure"])}


def test_insight__summary__is_what_a_short_answer_shows() -> None:
    insight = Insight(name="work", tell=_told, summary=("words",))
    assert insight.short(insight.tell({"tenure": 3})) == {"words": "of 3"}
    assert replace(insight, summary=()).short({"a": 1}) == {"a": 1}
    assert insight.short({"tenure": 3}) == {"words": None}


def test_insight__in_words__in_the_order_and_words_that_are_declared() -> None:
    insight = Insight(name="work", tell=_told, words={"words": "So long", "tenure": "Years"})
    assert insight.in_words({"tenure": 3, "words": "of 3"}) == [("So long", "of 3"), ("Years", 3)]
    assert insight.in_words({"tenure": 3}) == [("Years", 3)]
    assert replace(insight, words={}).in_words({"monthly_pay": 1}) == [("Monthly pay", 1)]


@pytest.mark.parametrize(
    ("insight", "words"),
    [
        (Insight(name="work", tell=_told, summary=("score",)), "lacks score of its summary"),
        (Insight(name="work", tell=_told, words={"score": "Score"}), "lacks score of its words"),
        (Insight(name="work", tell=lambda _: {"at": datetime(2026, 1, 1, tzinfo=UTC)}), "no JSON object"),
        (Insight(name="work", tell=lambda record: {"x": record["nothing"]}), "asks for 'nothing'"),
    ],
)
def test_use_case__insight_that_cannot_be_told__is_refused(insight: Insight, words: str) -> None:
    intake = Intake(prefix="RT", triggers=(Trigger("tenure", 0.1),), insight=insight)
    with pytest.raises(DeclarationError, match=f"use case 'retention': examples: number 1: .*{words}"):
        replace(USE_CASE, intake=intake)


def test_use_case__trigger_of_no_field__names_the_use_case() -> None:
    with pytest.raises(DeclarationError, match=r"use case 'retention': intake: triggers: 'wage'"):
        replace(USE_CASE, intake=Intake(prefix="RT", triggers=(Trigger("wage"),)))
