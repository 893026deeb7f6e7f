import pytest
from django.core.management import CommandError, call_command

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.serving.actions import decide
from scorewright.loop.serving.models import Decision
from scorewright.loop.tenancy.scope import acting

ASKED = ("performance", "german_credit", "--tenant")


@pytest.fixture
def decided(tenant_id) -> None:
    """By the fallback, and then as by a version."""
    german = use_case_named("german_credit")
    with acting(tenant_id, actor="test", role="admin"):
        decide(use_case=german, raw=dict(german.examples[0]))
        kept = [decide(use_case=german, raw=dict(german.examples[0])) for _ in range(2)]
        Decision.objects.filter(pk__in=[one.pk for one in kept]).update(fallback=False, version="v1")


def test_performance__for_programs__is_what_the_address_answers(answer_of, decided, slug) -> None:
    told = answer_of(*ASKED, slug, "--by", "week")
    assert (told["use_case"], told["by"], told["since"] < told["until"]) == ("german_credit", "week", True)
    (week,) = told["cohorts"]
    assert (week["decisions"], week["fallbacks"], week["metrics"]) == (2, 1, None)
    assert week["estimated"]["kind"] == "estimated"


def test_performance__for_people__marks_what_is_estimated(decided, slug, capsys) -> None:
    call_command(*ASKED, slug)
    shown = capsys.readouterr().out
    assert "german_credit by version" in shown
    assert "≈ is estimated" in shown
    assert "v1: Not enough matured outcomes: no window of 2 decisions is over." in shown
    assert f"{use_case_named('german_credit').fallback.version}: Not enough" in shown


def test_performance__nothing_decided__says_so(slug, capsys) -> None:
    call_command(*ASKED, slug)
    assert "Nothing was decided for german_credit" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("asked", "words"), [(("--by", "mood"), "--by: 'mood' is not one of"), (("--since", "2999-01-01"), "--since: ")]
)
def test_performance__of_what_cannot_be_asked__says_which_option(slug, asked, words) -> None:
    with pytest.raises(CommandError, match=f"^{words}"):
        call_command(*ASKED, slug, *asked)
