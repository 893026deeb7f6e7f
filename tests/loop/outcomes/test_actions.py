import uuid
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from scorewright.loop.audit.models import Entry
from scorewright.loop.outcomes.actions import report, report_many
from scorewright.loop.outcomes.models import Outcome, OutcomeState, Statement
from scorewright.loop.outcomes.reports import OutcomeRejectedError, Report
from scorewright.loop.outcomes.weighing import OutcomeConflictError, Verdict
from scorewright.loop.serving.queries import DecisionNotFoundError
from scorewright.loop.tenancy.scope import acting


def said_of(decision) -> list[tuple[str, str]]:
    return list(Statement.objects.filter(decision=decision).order_by("number").values_list("value", "source"))


def test_report__first__kept_with_all_its_times(matured) -> None:
    outcome, verdict = report(decision_id=matured.id, value="yes", by="key:test")
    assert verdict == Verdict.NEW
    assert (outcome.label, outcome.value, outcome.source, outcome.state) == (1, "yes", "observed", OutcomeState.FINAL)
    assert outcome.learnt_at >= outcome.occurred_at >= matured.at
    assert outcome.matures_at == matured.at + timedelta(days=1)


def test_report__same_again__changes_nothing(matured) -> None:
    first, _ = report(decision_id=matured.id, value="no", by="key:test")
    again, verdict = report(decision_id=matured.id, value="no", by="key:other")
    assert (again.pk, again.learnt_at, again.by, verdict) == (first.pk, first.learnt_at, "key:test", "unchanged")
    assert said_of(matured) == [("no", "observed")]


def test_report__negative_before_the_window_is_over__provisional_until_it_is(open_one, clock) -> None:
    outcome, _ = report(decision_id=open_one.id, value="no", by="key:test")
    assert outcome.state == OutcomeState.PROVISIONAL
    clock.forward(days=1)
    assert outcome.state == OutcomeState.FINAL


def test_report__positive_after_a_provisional_negative__replaces_it_and_both_are_kept(open_one) -> None:
    report(decision_id=open_one.id, value="no", by="key:test")
    outcome, verdict = report(decision_id=open_one.id, value="yes", by="key:test")
    assert (verdict, outcome.value, outcome.state) == ("replaced", "yes", OutcomeState.FINAL)
    assert Outcome.objects.get(decision=open_one).value == "yes"
    assert said_of(open_one) == [("no", "observed"), ("yes", "observed")]


def test_report__against_a_final_one__refused_and_the_first_stays(matured) -> None:
    report(decision_id=matured.id, value="no", by="key:test")
    with pytest.raises(OutcomeConflictError, match="already has the outcome 'no', which is final") as refused:
        report(decision_id=matured.id, value="yes", source="investigated", inclusion_probability=1.0, by="key:test")
    assert (refused.value.field, refused.value.rule) == ("value", "final")
    assert said_of(matured) == [("no", "observed")]


def test_report__corrected_with_a_reason__revises_a_final_one_and_is_in_the_trail(matured) -> None:
    outcome, _ = report(decision_id=matured.id, value="no", by="key:test")
    revised, verdict = report(
        decision_id=matured.id, value="yes", source="corrected", reason="the branch mixed up two people", by="key:test"
    )
    assert (verdict, revised.pk, revised.state, revised.value) == ("revised", outcome.pk, OutcomeState.REVISED, "yes")
    assert Statement.objects.get(decision=matured, number=2).reason == "the branch mixed up two people"
    entry = Entry.objects.get(action="outcome.changed", subject=f"outcome:{outcome.pk}")
    assert '"value": "yes"' in entry.content


def test_report__corrected_without_reason__rejected(matured) -> None:
    report(decision_id=matured.id, value="no", by="key:test")
    with pytest.raises(OutcomeRejectedError, match="must say why") as rejected:
        report(decision_id=matured.id, value="yes", source="corrected", by="key:test")
    assert (rejected.value.field, rejected.value.rule) == ("reason", "required")


def test_report__first_ones__make_no_entry_in_the_trail(matured) -> None:
    report(decision_id=matured.id, value="no", by="key:test")
    assert not Entry.objects.filter(action__startswith="outcome.").exists()


def test_report__provisional_against_a_more_trusted_source__refused(open_one) -> None:
    report(decision_id=open_one.id, value="no", source="investigated", inclusion_probability=0.5, by="key:test")
    with pytest.raises(OutcomeConflictError, match="from a more trusted source: investigated") as refused:
        report(decision_id=open_one.id, value="yes", by="key:test")
    assert (refused.value.field, refused.value.rule) == ("source", "trust")


def test_report__more_trusted_and_the_same__confirms_and_keeps_when_it_happened(matured) -> None:
    moment = matured.at + timedelta(hours=3)
    report(decision_id=matured.id, value="yes", occurred_at=moment, source="derived", by="key:test")
    outcome, verdict = report(
        decision_id=matured.id, value="yes", source="investigated", inclusion_probability=0.25, by="key:test"
    )
    assert (verdict, outcome.source, outcome.occurred_at) == ("confirmed", "investigated", moment)
    assert outcome.inclusion_probability == 0.25


def test_report__derived_before_the_window_is_over__provisional_whatever_it_says(open_one) -> None:
    outcome, _ = report(decision_id=open_one.id, value="yes", source="derived", by="key:test")
    assert outcome.state == OutcomeState.PROVISIONAL
    assert report(decision_id=open_one.id, value="no", by="key:test")[1] == "replaced"


def test_report__of_a_file_that_is_sent_again__what_was_replaced_since_changes_nothing(open_one) -> None:
    moment = timezone.now() - timedelta(minutes=1)
    report(decision_id=open_one.id, value="no", occurred_at=moment, by="key:test")
    report(decision_id=open_one.id, value="yes", by="key:test")
    outcome, verdict = report(decision_id=open_one.id, value="no", occurred_at=moment, by="key:test")
    assert (outcome.value, verdict) == ("yes", "unchanged")


@pytest.mark.parametrize("when", [None, timedelta(hours=3)])
def test_report__a_correction_that_is_sent_again__does_not_take_back_a_newer_one(matured, clock, when) -> None:
    """With a date or without: it is told as unchanged, and one with another reason or a date says something new."""

    def correct(value: str, reason: str, **given: Any) -> tuple[Outcome, Verdict]:
        clock.forward(minutes=1)
        return report(decision_id=matured.id, value=value, source="corrected", reason=reason, by="user:ama", **given)

    report(decision_id=matured.id, value="no", by="key:test")
    first = ("yes", "she has left")
    dated = {} if when is None else {"occurred_at": matured.at + when}
    assert correct(*first, **dated)[1] == "revised"
    newer, _ = correct("no", "another customer of the same name")
    for _ in range(2):
        outcome, verdict = correct(*first, **dated)
        assert (outcome.value, outcome.learnt_at, verdict) == ("no", newer.learnt_at, "unchanged")
    assert Statement.objects.filter(decision=matured).count() == 3
    assert correct("yes", "she has left after all")[1] == "revised"
    assert correct("no", "another customer of the same name")[1] == "unchanged"
    assert correct("no", "another customer of the same name", occurred_at=timezone.now())[1] == "revised"


def test_report__undated_and_provisional_sent_again__does_not_take_back_what_replaced_it(open_one) -> None:
    for value, verdict in (("yes", "new"), ("no", "replaced"), ("yes", "unchanged")):
        assert report(decision_id=open_one.id, value=value, source="derived", by="key:test")[1] == verdict
    outcome, _ = report(decision_id=open_one.id, value="yes", source="derived", reason="seen anew", by="key:test")
    assert outcome.value == "yes"


def test_report__undated_and_not_corrected__against_a_final_one_it_is_still_refused(open_one) -> None:
    """Said before or not: it may be news, which must not go by unheard."""
    for value in ("no", "yes"):
        report(decision_id=open_one.id, value=value, by="key:test")
    with pytest.raises(OutcomeConflictError, match="which is final"):
        report(decision_id=open_one.id, value="no", by="key:test")


def test_report__a_correction_keeps_how_the_decision_was_sampled(matured) -> None:
    report(decision_id=matured.id, value="no", source="investigated", inclusion_probability=0.1, by="key:test")
    outcome, _ = report(decision_id=matured.id, value="yes", source="corrected", reason="a typing error", by="key:test")
    assert outcome.inclusion_probability == 0.1


def test_report__sampled_with_another_probability__refused_until_it_is_corrected(matured) -> None:
    report(decision_id=matured.id, value="no", source="investigated", inclusion_probability=0.1, by="key:test")
    with pytest.raises(OutcomeConflictError, match=r"was sampled with the probability 0\.1"):
        report(decision_id=matured.id, value="no", source="investigated", inclusion_probability=0.2, by="key:test")
    outcome, verdict = report(
        decision_id=matured.id,
        value="no",
        source="corrected",
        inclusion_probability=0.2,
        reason="the list had twice as many",
        by="key:test",
    )
    assert (verdict, outcome.inclusion_probability) == ("revised", 0.2)


@pytest.mark.parametrize(
    ("source", "probability", "rule"),
    [
        ("investigated", None, "required"),
        ("observed", 0.5, "source"),
        ("investigated", 0.0, "range"),
        ("investigated", 1.01, "range"),
        ("investigated", float("nan"), "range"),
    ],
)
def test_report__inclusion_probability_that_cannot_be__rejected(matured, source, probability, rule) -> None:
    with pytest.raises(OutcomeRejectedError) as rejected:
        report(decision_id=matured.id, value="no", source=source, inclusion_probability=probability, by="key:test")
    assert (rejected.value.field, rejected.value.rule) == ("inclusion_probability", rule)


@pytest.mark.parametrize("value", ["maybe", True, 1, ""])
def test_report__no_value_of_the_use_case__rejected(matured, value) -> None:
    with pytest.raises(OutcomeRejectedError, match="must be 'yes' or 'no'"):
        report(decision_id=matured.id, value=value, by="key:test")


@pytest.mark.parametrize("days", [-3, 1])
def test_report__before_the_decision_or_in_the_future__rejected(matured, days) -> None:
    moment = timezone.now() + timedelta(days=days)
    with pytest.raises(OutcomeRejectedError, match="between the decision and now"):
        report(decision_id=matured.id, value="yes", by="key:test", occurred_at=moment)


def test_report__unknown_decision__not_found(tenant) -> None:
    with pytest.raises(DecisionNotFoundError):
        report(decision_id=uuid.uuid4(), value="yes", by="key:test")


def test_report__of_a_use_case_that_is_gone__rejected(make_decision) -> None:
    decision = make_decision(use_case="gone")
    with pytest.raises(OutcomeRejectedError, match="gone"):
        report(decision_id=decision.id, value="yes", by="key:test")


def test_report_many__some_broken__the_others_are_kept_and_each_is_told(make_decision) -> None:
    good, bad = make_decision(), make_decision()
    unknown = uuid.uuid4()
    reports = [
        Report(decision_id=good.pk, value="yes"),
        Report(decision_id=bad.pk, value="perhaps"),
        Report(decision_id=unknown, value="yes"),
        Report(decision_id=good.pk, value="no"),
        Report(decision_id=good.pk, value="yes"),
    ]
    taken = report_many(reports=reports, by="key:test")
    kinds = [type(one).__name__ if isinstance(one, Exception) else str(one[1]) for one in taken]
    assert kinds == ["new", "OutcomeRejectedError", "DecisionNotFoundError", "OutcomeConflictError", "unchanged"]
    assert said_of(good) == [("yes", "observed")]
    assert said_of(bad) == []


def test_report_many__ten_times_as_many__no_more_questions_to_the_database(make_decision) -> None:
    def counted(count: int) -> int:
        reports = [Report(decision_id=make_decision().pk, value="no") for _ in range(count)]
        with CaptureQueriesContext(connection) as asked:
            report_many(reports=reports, by="key:test")
        return len(asked)

    assert counted(10) == counted(100)


def test_report__many_at_the_same_moment__one_after_the_other_and_none_is_lost(tenant_id, decided) -> None:
    (decision,) = decided(1, days_ago=0.5)

    def say(value: str) -> str:
        try:
            with acting(tenant_id, actor="user:test"):
                return str(report(decision_id=decision.pk, value=value, source="derived", by="key:test")[1])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        verdicts = Counter(pool.map(say, ["yes", "no"] * 8))
    with acting(tenant_id, actor="user:test"):
        kept = list(Statement.objects.filter(decision=decision).order_by("number"))
        assert Outcome.objects.get(decision=decision).value == kept[-1].value
    assert [said.number for said in kept] == list(range(1, len(kept) + 1))
    assert (verdicts["new"], len(kept)) == (1, 16 - verdicts["unchanged"])
    assert all(before.value != after.value for before, after in pairwise(kept))


@pytest.mark.parametrize("act", ["UPDATE outcomes_statement SET value = 'x'", "DELETE FROM outcomes_statement"])
def test_statements__changed_by_hand__refused_by_the_database(matured, act) -> None:
    report(decision_id=matured.id, value="no", by="key:test")
    with pytest.raises(Exception, match="only grows"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(act)
