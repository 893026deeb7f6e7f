from datetime import UTC, datetime, timedelta

import pytest

from scorewright.loop.outcomes.backtesting.question import BacktestRejectedError, Question, ask
from scorewright.loop.registry.queries import VersionNotFoundError
from scorewright.loop.tenancy.actions import create_tenant
from scorewright.loop.tenancy.scope import acting
from scorewright.science.policy.bands import Band

NOW = datetime(2026, 6, 1, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def one_decision(decided, raw_records) -> None:
    decided(raw_records(1), at=NOW - DAY / 4 * 3)


def test_ask__nothing_but_since__takes_production_and_now(make_version, use_case, put_in_production) -> None:
    make_version()
    put_in_production(make_version())
    question = ask(use_case, since=NOW - DAY, now=NOW, threshold=0.4)
    assert (question.version, question.against, question.until, question.as_of) == (2, 2, NOW, NOW)
    assert ask(use_case, since=NOW - DAY, now=NOW, version=1, threshold=0.4, as_of=NOW - DAY / 2).until == NOW - DAY / 2


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ({"until": NOW - 2 * DAY}, ("since", "order", "must lie before until")),
        ({"until": NOW, "as_of": NOW - DAY / 2}, ("until", "order", "must not lie after as_of")),
        ({"since": NOW - DAY / 2}, ("since", "decisions", "no decision of late_delivery is kept from 2026-05-31T12")),
        ({"as_of": NOW + DAY}, ("as_of", "order", "must not lie after now")),
        ({"against": 1}, ("against", "differs", "v1 is the same")),
        ({"against": None}, ("against", "differs", "v1 is the same")),
        ({"version": None}, ("version", "required", "late_delivery has none in production")),
        ({"threshold": 1.0}, ("threshold", "value", "1.0 must lie between 0 and 1")),
        ({"threshold": float("nan")}, ("threshold", "value", "nan must lie between 0 and 1")),
        ({"bands": []}, ("bands", "value", "at least one band")),
        ({"bands": [Band("low", 0), Band("low", 0.5)]}, ("bands", "value", "unique")),
        ({"bands": [Band("low", 0.1)]}, ("bands", "value", "the first must start at 0")),
    ],
)
def test_ask__a_broken_rule__is_named_with_its_field(make_version, use_case, asked, expected) -> None:
    field, rule, words = expected
    for _ in range(2):
        make_version()
    given = {"since": NOW - DAY, "now": NOW, "version": 1, "against": 2} | asked
    with pytest.raises(BacktestRejectedError, match=words) as refused:
        ask(use_case, **given)
    assert (refused.value.field, refused.value.rule) == (field, rule)
    assert str(refused.value).startswith(f"{field}: ")


@pytest.mark.parametrize("field", ["version", "against"])
def test_ask__version_with_other_features__is_named(make_contestant, use_case, field) -> None:
    other, sound = make_contestant("weak", features=[]), make_contestant("strong")
    given = {"version": sound.number, "against": sound.number, "threshold": 0.4, field: other.number}
    with pytest.raises(BacktestRejectedError, match="cannot answer: it was trained on other features") as refused:
        ask(use_case, since=NOW - DAY, now=NOW, **given)
    assert (refused.value.field, refused.value.rule) == (field, "usable")


@pytest.mark.parametrize("asked", [{"version": 9}, {"against": 9}])
def test_ask__unknown_version__is_named(make_version, use_case, asked) -> None:
    make_version()
    with pytest.raises(VersionNotFoundError, match="late_delivery has no version v9"):
        ask(use_case, **({"since": NOW - DAY, "now": NOW, "version": 1, "threshold": 0.1} | asked))


def test_ask__version_of_another_tenant__does_not_exist(make_version, use_case) -> None:
    make_version()
    other = create_tenant(slug="backtest-other", name="other", by="test")
    with acting(other.id, actor="user:other"), pytest.raises(VersionNotFoundError):
        ask(use_case, since=NOW - DAY, now=NOW, version=1, threshold=0.1)


def test_question__as_json_and_back__is_the_same() -> None:
    question = Question(
        use_case="late_delivery",
        version=1,
        against=2,
        since=NOW - DAY,
        until=NOW,
        as_of=NOW,
        threshold=0.3,
        bands=(Band("low", 0), Band("high", 0.5, "great")),
    )
    assert Question.from_json(question.to_json()) == question
