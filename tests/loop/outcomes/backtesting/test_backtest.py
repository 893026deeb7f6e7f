"""Kept decisions through two sides, counted by hand beside."""

import json
from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from scorewright.declare.decision import Decision as DeclaredDecision
from scorewright.declare.fields import Number
from scorewright.loop.outcomes.backtesting import kept_records
from scorewright.loop.outcomes.backtesting.backtest import backtest
from scorewright.loop.outcomes.backtesting.caveats import caveats
from scorewright.loop.outcomes.backtesting.question import BacktestRejectedError, ask
from scorewright.loop.outcomes.backtesting.telling import as_json
from scorewright.loop.serving.models import Decision
from scorewright.loop.serving.plans import plan_for
from scorewright.loop.serving.selection import Selection
from scorewright.loop.tenancy.scope import Scope
from scorewright.science.policy.bands import Band, Bands


@pytest.fixture
def two_versions(make_contestant):
    return make_contestant("weak"), make_contestant("strong")


def labels_by(use_case, number, records, threshold=0.5):
    """What a version answers one by one."""
    answers = plan_for(use_case, Selection(number=number)).answers([use_case.accept(record) for record in records])
    return np.array([answer.verdict.probability > threshold for answer in answers], dtype=np.int64)


@pytest.mark.usefixtures("two_versions")
def test_backtest__two_versions__counts_what_each_answers_one_by_one(
    use_case, decided, happened, raw_records, backtested
) -> None:
    records = raw_records(120)
    ids = decided(records)
    a, b = (labels_by(use_case, number, records) for number in (1, 2))
    happened({one: "yes" if row % 3 else "no" for row, one in enumerate(ids) if row % 2})
    found = backtested()
    swapped = found.tally.swapped
    assert (found.tally.decisions, found.tally.replayed) == (120, 120)
    assert swapped.newly_positive.rows == np.sum((a == 0) & (b == 1)) > 0
    assert swapped.newly_negative.rows == np.sum((a == 1) & (b == 0)) > 0
    known = np.arange(120) % 2 == 1
    positive = known & (np.arange(120) % 3 > 0)
    assert swapped.newly_positive.known == np.sum((a < b) & known)
    assert swapped.newly_positive.positives == np.sum((a < b) & positive)
    assert found.tally.newly_positive == [one for one, old, new in zip(ids, a, b, strict=True) if old < new][:10]
    y = positive.astype(np.int64)
    assert found.tally.mcnemar.only_a_right == np.sum(known & (a != b) & (a == y))
    assert found.tally.mcnemar.only_b_right == np.sum(known & (a != b) & (b == y))
    assert found.measured.rows == 60


@pytest.mark.usefixtures("two_versions")
def test_backtest__better_version__is_said_to_be_with_its_interval(decided, happened, raw_records, backtested) -> None:
    rng, ids = np.random.default_rng(3), decided(raw_records(400))
    late = rng.random(400) < 1 / (1 + np.exp(-(np.arange(400) / 4 - 50) / 8))
    happened({one: "yes" if late[row] else "no" for row, one in enumerate(ids)})
    told = as_json(backtested())
    (area,) = [metric for metric in told["metrics"] if metric["metric"] == "roc_auc"]
    assert area["verdict"] == "b_is_better"
    assert 0 < area["interval"][0] < area["gain"] < area["interval"][1]
    assert [group["field"] for group in told["groups"]] == ["driver_sex"]
    assert [group["name"] for group in told["groups"][0]["b"]] == ["f", "m"]
    assert sum(group["rows"] for group in told["groups"][0]["b"]) == 400
    assert told["groups"][0]["b"][0]["performance"]["roc_auc"]["value"] > 0.8


@pytest.mark.usefixtures("two_versions")
def test_backtest__asked_twice_in_pages_of_any_size__tells_the_same_bytes(
    decided, happened, raw_records, backtested, monkeypatch
) -> None:
    ids = decided(raw_records(50))
    Decision.objects.filter(pk__in=ids[10:20]).update(at=Decision.objects.get(pk=ids[10]).at)  # of one moment
    happened({one: "yes" if row > 25 else "no" for row, one in enumerate(ids)})
    now = timezone.now()
    first = json.dumps(as_json(backtested(now=now)))
    for at_once in (7, 50, 5_000):
        monkeypatch.setattr(kept_records, "AT_ONCE", at_once)
        assert json.dumps(as_json(backtested(now=now))) == first


@pytest.mark.usefixtures("two_versions")
def test_backtest__another_threshold__changes_those_between(
    use_case, decided, happened, raw_records, backtested
) -> None:
    records = raw_records(60)
    ids = decided(records)
    happened({one: "yes" if row > 30 else "no" for row, one in enumerate(ids)})
    found = backtested(against=None, threshold=0.8, version=2)
    labels = labels_by(use_case, 2, records), labels_by(use_case, 2, records, 0.8)
    assert found.tally.swapped.newly_negative.rows == np.sum(labels[0] > labels[1]) > 0
    assert found.tally.swapped.newly_positive.rows == 0
    assert {one.difference.metric for one in found.measured.compared} == {"accuracy", "precision", "recall", "f1"}
    (recall,) = [one.difference for one in found.measured.compared if one.difference.metric == "recall"]
    late = np.arange(60) > 30
    assert (recall.a, recall.b) == tuple(pytest.approx(np.mean(of[late])) for of in labels)
    assert found.b.name == "v2 at 0.8"


@pytest.mark.usefixtures("two_versions")
def test_backtest__other_bands__counts_moves_by_name(decided, raw_records, backtested, redeclare) -> None:
    decided(raw_records(40))
    asked = {"against": None, "version": 2, "bands": [Band("low", 0), Band("high", 0.5)]}
    assert backtested(**asked).moves is None  # none are declared
    declared = DeclaredDecision(bands=Bands((Band("low", 0), Band("high", 0.7))), bands_on="probability")
    found = backtested(use_case=redeclare(decision=declared), **asked)
    moves = {(move["from"], move["to"]): move["decisions"] for move in found.moves}
    assert moves.keys() == {("low", "low"), ("low", "high"), ("high", "high")}
    assert found.changed_bands == moves["low", "high"] > 0
    assert found.tally.changed_labels == 0
    assert found.measured.compared == ()


@pytest.mark.usefixtures("two_versions")
def test_backtest__young_decisions__are_no_negatives_and_their_outcomes_do_not_count(
    decided, happened, raw_records, backtested, use_case
) -> None:
    now = timezone.now()
    young = decided(raw_records(30), at=now - use_case.outcome.window / 2)
    old = decided(raw_records(30), at=now - 2 * use_case.outcome.window)
    happened(dict.fromkeys([*young[:5], *old[:7]], "yes"))
    found = backtested()
    assert (found.tally.matured, found.tally.known, found.measured.rows, found.measured.positives) == (30, 7, 7, 7)
    told = as_json(found)
    assert any("window of 30 decisions was not over" in caveat for caveat in told["caveats"])
    assert any("not enough matured outcomes" in caveat for caveat in told["caveats"])
    assert told["metrics"] == []


@pytest.mark.usefixtures("two_versions")
def test_backtest__as_of_before_anything_was_learnt__knows_nothing(decided, happened, raw_records, backtested) -> None:
    ids = decided(raw_records(10))
    before = timezone.now()
    happened(dict.fromkeys(ids, "no"))
    assert backtested(as_of=before).tally.known == 0
    assert backtested().tally.known == 10


@pytest.mark.usefixtures("two_versions")
def test_backtest__outcomes_corrected_since__count_as_they_were_known_then(
    decided, happened, raw_records, backtested
) -> None:
    ids = decided(raw_records(10))
    happened(dict.fromkeys(ids, "no"))
    before = timezone.now()
    happened(dict.fromkeys(ids[:4], "yes"), source="corrected", reason="a wrong file")
    assert [backtested(**asked).measured.positives for asked in ({"as_of": before}, {})] == [0, 4]


@pytest.mark.usefixtures("two_versions")
def test_backtest__decisions_looked_into_by_chance__are_weighed(decided, happened, raw_records, backtested) -> None:
    ids = decided(raw_records(80))
    late = ["yes" if row % 4 else "no" for row in range(80)]
    happened(dict(zip(ids[:40], late[:40], strict=True)), source="investigated", inclusion_probability=0.1)
    happened(dict(zip(ids[40:], late[40:], strict=True)))
    found = backtested()
    (accuracy,) = [one.difference for one in found.measured.compared if one.difference.metric == "accuracy"]
    y = np.array([value == "yes" for value in late])
    weights = np.where(np.arange(80) < 40, 10.0, 1.0)
    rows = found.measured
    assert (rows.rows, rows.by_chance, rows.positives) == (80, 40, 60)
    assert {one.difference.metric for one in rows.compared} == {"roc_auc", "accuracy", "precision", "recall", "brier"}
    assert accuracy.b == pytest.approx(np.average((np.arange(80) / 80 * 100 > 50) == y, weights=weights), abs=0.03)
    assert any("40 of the measured outcomes were looked into by chance" in caveat for caveat in caveats(found))


@pytest.mark.usefixtures("two_versions")
def test_backtest__outcomes_of_one_side_only__warns_that_they_may_not_be_missing_at_random(
    decided, happened, raw_records, backtested
) -> None:
    ids = decided(raw_records(20))  # by the fallback: positive above 60
    happened(dict.fromkeys(ids[:10], "no"))
    told = as_json(backtested())
    (caveat,) = [caveat for caveat in told["caveats"] if "not at random" in caveat]
    assert "0 of 8 matured decisions labelled 'yes' and 10 of 12 matured decisions labelled 'no'" in caveat
    assert told["outcomes"]["by_decided_label"][1] == {"label": "yes", "decisions": 8, "matured": 8, "known": 0}


@pytest.mark.usefixtures("two_versions")
def test_backtest__rows_that_trained_a_version__do_not_judge_it(
    decided, happened, contest, raw_records, backtested
) -> None:
    trained = [dict(contest.data.records[row]) for row in contest.split.train[:15]]
    outcomes = ["yes" if contest.data.labels[row] else "no" for row in contest.split.train[:15]]
    ids = decided([*trained, *raw_records(25)])
    happened(dict(zip(ids, [*outcomes, *["no"] * 25], strict=True)))
    found = backtested()
    assert (found.tally.known, found.tally.trained, found.measured.rows) == (40, 15, 25)
    assert found.tally.mcnemar.rows == 25
    assert any("15 of the known outcomes trained v1 or v2" in caveat for caveat in as_json(found)["caveats"])


def test_backtest__version_without_a_hold_out__says_that_nobody_knows(
    make_contestant, decided, raw_records, backtested
) -> None:
    make_contestant("weak")
    version = make_contestant("strong")
    version.holdout_sha256 = ""
    version.save(update_fields=["holdout_sha256"])
    decided(raw_records(3))
    assert any("Nobody knows which rows trained v2" in caveat for caveat in as_json(backtested())["caveats"])


@pytest.mark.usefixtures("two_versions")
def test_backtest__field_declared_since_training__says_that_nobody_knows_and_replays(
    redeclare, use_case, decided, raw_records, backtested
) -> None:
    decided(raw_records(3))
    added = redeclare(fields=(*use_case.fields, Number(name="stops", required=False)))
    found = backtested(use_case=added)
    assert found.tally.replayed == 3
    told = [caveat.partition(":")[0] for caveat in as_json(found)["caveats"] if "Nobody" in caveat]
    assert told == ["Nobody knows which rows trained v1", "Nobody knows which rows trained v2"]


@pytest.mark.usefixtures("two_versions")
def test_backtest__records_of_files_and_of_other_days__are_accepted_or_counted(
    decided, raw_records, backtested
) -> None:
    ids = decided(raw_records(6))
    as_text = {"distance": "80.5", "parcels": "", "van": "large", "driver_sex": None}
    Decision.objects.filter(pk=ids[1]).update(record=as_text)
    Decision.objects.filter(pk=ids[2]).update(record={"distance": 80.5, "van": "large"})
    Decision.objects.filter(pk=ids[3]).update(record={"distance": "far"})
    Decision.objects.filter(pk=ids[4]).update(record={"distance": 5, "colour": "red"})
    found = backtested()
    assert (found.tally.decisions, found.tally.replayed, sum(found.refused.values())) == (6, 4, 2)
    assert {rule.partition(":")[0] for rule in found.refused} == {"distance", "colour"}
    assert any("2 of 6 records are not accepted" in caveat for caveat in as_json(found)["caveats"])


@pytest.mark.usefixtures("two_versions")
def test_backtest__text_cells_and_values__answered_alike_in_the_order_of_the_page(
    use_case, decided, raw_records, backtested
) -> None:
    records = raw_records(30)
    ids = decided(records)
    plain = backtested()
    for row in range(0, 30, 2):
        cells = {name: str(value) for name, value in records[row].items()}
        Decision.objects.filter(pk=ids[row]).update(record=cells)
    mixed = backtested()
    assert mixed.tally.swapped == plain.tally.swapped
    assert mixed.tally.newly_positive == plain.tally.newly_positive
    assert mixed.tally.as_decided == plain.tally.as_decided


@pytest.mark.usefixtures("two_versions")
def test_backtest__what_was_decided__is_compared_with_both_sides(use_case, decided, raw_records, backtested) -> None:
    records = raw_records(20)
    decided(records)
    kept = np.array([record["distance"] > 60 for record in records])
    expected = [int(np.sum(labels_by(use_case, number, records) == kept)) for number in (1, 2)]
    assert backtested().tally.as_decided == expected


@pytest.mark.usefixtures("two_versions")
def test_backtest__no_record_accepted_today__is_refused_with_the_rule(decided, raw_records, backtested) -> None:
    (one,) = decided(raw_records(1))
    Decision.objects.filter(pk=one).update(record={"distance": -1})
    with pytest.raises(BacktestRejectedError, match=r"none of 1 records is accepted.*distance: ") as refused:
        backtested()
    assert (refused.value.field, refused.value.rule) == ("use_case", "records")


@pytest.mark.usefixtures("two_versions")
def test_backtest__decisions_gone_since_it_was_asked__is_refused(decided, raw_records, tenant, use_case) -> None:
    decided(raw_records(1))
    now = timezone.now()
    question = ask(use_case, since=now - timedelta(days=999), version=1, against=2, now=now)
    Decision.objects.update(use_case="retention")
    with pytest.raises(BacktestRejectedError, match="no decision of late_delivery is kept"):
        backtest(Scope(tenant, "user:test", "admin"), question)


@pytest.mark.usefixtures("two_versions")
def test_backtest__other_tenants_and_use_cases__are_not_there(decided, raw_records, backtested, use_case) -> None:
    ids = decided(raw_records(3))
    Decision.objects.filter(pk=ids[0]).update(use_case="retention")
    assert backtested().tally.decisions == 2


@pytest.mark.usefixtures("two_versions")
def test_backtest__progress__is_told_after_each_page(decided, raw_records, tenant, use_case, monkeypatch) -> None:
    decided(raw_records(5))
    monkeypatch.setattr(kept_records, "AT_ONCE", 2)
    steps: list[tuple[int, int]] = []
    now = timezone.now()
    question = ask(use_case, since=now - timedelta(days=999), version=1, against=2, now=now)
    backtest(Scope(tenant, "user:test", "admin"), question, lambda *step: steps.append(step))
    assert steps == [(2, 5), (4, 5), (5, 5)]
