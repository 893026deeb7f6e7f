import uuid
from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command

from scorewright.loop.experiments.models import Experiment


@pytest.fixture
def begun(tenant_id: uuid.UUID, bare_experiment: Callable[[uuid.UUID], Experiment]) -> Experiment:
    return bare_experiment(tenant_id)


def test_experiments__list_show_look_stop__as_over_http(answer_of, slug, begun, capsys) -> None:
    (listed,) = answer_of("experiments", "--tenant", slug)["experiments"]
    assert (listed["id"], listed["state"], listed["verdict"]) == (str(begun.pk), "running", None)
    assert answer_of("experiments", "list", "--tenant", slug, "--state", "stopped")["experiments"] == []
    looked = answer_of("experiments", "look", str(begun.pk), "--tenant", slug)["experiment"]
    assert looked["verdict"]["outcome"] == "not_enough_outcomes"
    assert answer_of("experiments", "show", str(begun.pk), "--tenant", slug)["experiment"] == looked
    ended = answer_of("experiments", "stop", str(begun.pk), "--tenant", slug, "--reason", "seen enough")["experiment"]
    assert (ended["state"], ended["end_reason"], ended["ended_by"].partition(":")[0]) == (
        "stopped",
        "seen enough",
        "command",
    )
    capsys.readouterr()
    call_command("experiments", "show", str(begun.pk), "--tenant", slug)
    shown = capsys.readouterr().out
    assert "a (champion)" in shown
    assert "v1 goes on deciding. Not enough matured outcomes" in shown


def test_experiments__no_id__said(slug) -> None:
    with pytest.raises(CommandError, match="'x' is no id of an experiment"):
        call_command("experiments", "show", "x", "--tenant", slug)
