import uuid

import pytest
from django.core.management import CommandError, call_command

from scorewright.loop.experiments.models import Experiment
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.tenancy.scope import acting


@pytest.fixture
def begun(tenant_id: uuid.UUID) -> Experiment:
    """One of a version beside itself, of a use case whose model nobody asks."""
    from scorewright.loop.deployment.models import TrafficPlan, TrafficShare

    with acting(tenant_id, actor="test", role="admin"):
        given = {
            name: {} for name in ("certificate", "metrics", "cross_validation", "confusion", "quality", "parameters")
        }
        version = ModelVersion.objects.create(
            use_case="retention", number=1, algorithm="x", status="production", training_rows=1, holdout_rows=1,
            training_seconds=1.0, artefact_bytes=1, features=[], **given,
        )  # fmt: skip
        plan = TrafficPlan.objects.create(use_case="retention", production=version, experiment="e", reason="", by="")
        for name in ("a", "b"):
            TrafficShare.objects.create(plan=plan, role="arm", name=name, version=version, share=0.5)
        return Experiment.objects.create(
            use_case="retention", title="b?", reason="to see", plan=plan, champion="a", metric="accuracy",
            mode="always_valid", planned_units=200, challengers=1, alpha=0.05, power=0.8, relevant=0.0,
            fewest_units=100, by="test", started_at=plan.at,
        )  # fmt: skip


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
