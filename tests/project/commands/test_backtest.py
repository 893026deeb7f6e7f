import json

import pytest
from django.core.management import CommandError
from django.utils import timezone

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.outcomes.actions import report
from scorewright.loop.registry.queries import VersionNotFoundError
from scorewright.loop.serving.actions import decide
from scorewright.loop.serving.models import Decision
from scorewright.loop.tenancy.scope import acting

ASKED = ("backtest", "german_credit", "--since", "2020-01-01", "--tenant")


@pytest.fixture
def decided(credit, tenant_id) -> None:
    credit("logistic_regression")
    german = use_case_named("german_credit")
    with acting(tenant_id, actor="test", role="admin"):
        for example in german.examples:
            decide(use_case=german, raw=dict(example))


def test_backtest__another_threshold__answered_twice_with_the_same_bytes(scorewright, decided, slug) -> None:
    asked = (*ASKED, slug, "--threshold", "0.9", "--until", "2040-01-01", "--json")
    refused = scorewright(*asked)
    assert refused.returncode == 1
    assert "--until: 2040-01-01" in json.loads(refused.stdout)["error"]
    first, second = (scorewright(*asked[:-3], "--json") for _ in range(2))
    assert first.returncode == 0, first.stderr
    told, again = (json.loads(done.stdout) for done in (first, second))
    for one in (told, again):
        assert one.pop("until") == one.pop("as_of")
    assert told == again
    assert (told["a"]["version"], told["b"]["name"]) == ("v1", "v1 at 0.9")
    assert told["decisions"] == told["replayed"] == len(use_case_named("german_credit").examples)


def test_backtest__two_versions_with_outcomes__shows_people_metrics_groups_and_verdicts(
    scorewright, credit, slug, tenant_id
) -> None:
    credit("logistic_regression", "decision_tree")
    german = use_case_named("german_credit")
    with acting(tenant_id, actor="test", role="admin"):
        for row in german.load().rows[:80]:
            record, label = german.read_row(row)
            raw = dict(record) | {"credit_amount": record["credit_amount"] + 1}  # a row that trained none
            decision = decide(use_case=german, raw=raw)
            report(decision_id=decision.pk, value=german.outcome.value(label), by="test")
        Decision.objects.update(at=timezone.now() - 2 * german.outcome.window)
    done = scorewright(*ASKED, slug, "--version", "v1", "--against", "v2")
    assert done.returncode == 0, done.stderr
    assert "v2 against v1 on 80 decisions" in done.stdout
    assert "On 80 matured outcomes" in done.stdout
    for words in ("roc_auc", "gain (95 %)", "By ", "too few", "McNemar's exact test", "Bands that"):
        assert words in done.stdout, words
    assert any(
        verdict in done.stdout for verdict in ("v1 is better: roc_auc", "Insufficient evidence: v2 may be worse")
    )


def test_backtest__for_people__shows_who_changes_sides_and_the_caveats(scorewright, decided, slug) -> None:
    done = scorewright(*ASKED, slug, "--threshold", "0.9", "--bands", "low=0,high=400")
    assert done.returncode == 0, done.stderr
    for words in ("newly above", "newly below", "v1 at 0.9 with other bands", "not enough matured outcomes"):
        assert words in done.stdout


def test_backtest__a_broken_rule__names_the_option(answer_of, decided, slug) -> None:
    refusals = {
        ("--threshold", "2"): "--threshold: 2.0 must lie between 0 and 1",
        (): "--against: v1 is the same: give another version, a threshold or bands",
        ("--bands", "low"): "'low' is no list of bands",
        ("--bands", "low=0.5,high=nan"): "--bands: bands must start at finite",
        ("--since", "2030-01-01", "--threshold", "0.9"): "--since: 2030-01-01",
        ("--since", "yesterday"): "'yesterday' is no date or time",
        ("--threshold", "0.9", "--until", "2020-06-01"): "--since: no decision of german_credit is kept",
    }
    for arguments, words in refusals.items():
        with pytest.raises(CommandError, match=words):
            answer_of(*ASKED, slug, *arguments)


def test_backtest__unknown_version__is_named(answer_of, slug) -> None:
    with pytest.raises(VersionNotFoundError, match="german_credit has no version v9"):
        answer_of(*ASKED, slug, "--version", "v9")
