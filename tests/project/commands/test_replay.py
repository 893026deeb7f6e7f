import json
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.serving.actions import decide
from scorewright.loop.serving.models import Decision
from scorewright.loop.tenancy.scope import acting


@pytest.fixture
def decision(tenant_id) -> Decision:
    retention = use_case_named("retention")
    with acting(tenant_id, actor="test", role="admin"):
        return decide(use_case=retention, raw=dict(retention.examples[0]))


def test_replay__sound_decisions__counted_equal(answer_of, slug, decision) -> None:
    done = answer_of("replay", "--since", "2020-01-01", "--version", "heuristic_v1", "--tenant", slug)
    assert (done["decisions"], done["equal"], done["differing"], done["unreplayable"]) == (1, 1, 0, 0)
    assert done["fallback"]["equal"] == 1
    assert done["versions"][0]["version"] == "heuristic_v1"
    assert answer_of("replay", "--since", "2020-01-01", "--version", "3", "--tenant", slug)["decisions"] == 0
    assert answer_of("replay", "--since", "2020-01-01", "--until", "2020-02-01", "--tenant", slug)["decisions"] == 0


def test_replay__a_tampered_row__ends_with_1_and_names_it(scorewright, slug, tenant_id, decision) -> None:
    with acting(tenant_id, actor="test", role="admin"):
        Decision.objects.filter(pk=decision.pk).update(label=1 - decision.label)
    done = scorewright("replay", "--since", "2020-01-01", "--tenant", slug, "--json")
    assert done.returncode == 1
    found = json.loads(done.stdout)
    assert (found["differing"], found["first_differing"][0]["id"]) == (1, str(decision.pk))
    assert str(decision.pk) in scorewright("replay", "--since", "2020-01-01", "--tenant", slug).stdout


@pytest.mark.parametrize("arguments", [(), ("--since", "yesterday")])
def test_replay__moment_that_is_none__is_refused(answer_of, arguments) -> None:
    with pytest.raises(CommandError, match="since"):
        answer_of("replay", *arguments)


def test_replay__end_before_beginning__is_refused(answer_of, slug) -> None:
    today = f"{datetime.now(UTC):%Y-%m-%d}"
    with pytest.raises(CommandError, match=r"--since .* must lie before --until"):
        answer_of("replay", "--since", today, "--until", "2020-01-01", "--tenant", slug)
