import os
import subprocess
import sys
import uuid
from collections.abc import Callable
from datetime import timedelta
from signal import SIGINT
from time import sleep
from typing import Any

import pytest
from django.core.management import call_command
from django.test import override_settings

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.intake import queries
from scorewright.loop.intake.accepting import Parts
from scorewright.loop.intake.actions import Given, create_many
from scorewright.loop.intake.models import Application, Assessment
from scorewright.loop.serving.models import Decision
from scorewright.loop.tenancy.scope import acting

COMMAND = "process_ml_assessments"
INTERRUPTED = 130
TakeIn = Callable[..., list[Application]]


@pytest.fixture
def take_in(tenant_id) -> TakeIn:
    """Applications of which no worker is told; submitted, unless told otherwise."""
    credit = use_case_named("credit")

    def take_in(number: int, *, submit: bool = True, **more: object) -> list[Application]:
        record = dict(credit.examples[0]) | more
        given = [Given(parts=Parts(record), submit=submit) for _ in range(number)]
        with override_settings(ML_PROCESSING_ENABLED=False), acting(tenant_id, actor="user:test", role="admin"):
            return create_many(use_case=credit, given=given, by="user:test")

    return take_in


@pytest.fixture
def command(answer_of, slug) -> Callable[..., dict[str, Any]]:
    return lambda *arguments: answer_of(COMMAND, *arguments, "--tenant", slug)


def test_command__those_that_wait__assessed_without_a_worker_in_the_name_of_whoever_ran_it(
    command, take_in, tenant_id
) -> None:
    made = take_in(5)
    take_in(1, submit=False)
    done = command("--batch-size", "2")
    assert (done["chosen"], done["completed"], done["failed"], done["finished"]) == (5, 5, 0, True)
    with acting(tenant_id, actor="user:test", role="admin"):
        told = queries.application(made[0].pk).assessment
        assert 300 <= told.score <= 850
        assert told.insight["job_category"]
        assert told.asked_by.startswith("command")
    assert command()["chosen"] == 0
    assert command("--missing-only")["chosen"] == 0


def test_command__force__assesses_once_more(command, take_in, tenant_id) -> None:
    take_in(3)
    command()
    assert command("--force", "--status", "SUBMITTED")["completed"] == 3
    with acting(tenant_id, actor="user:test"):
        assert Assessment.objects.count() == 6


def test_command__one_application__whatever_its_status(command, take_in) -> None:
    (draft,), (other,) = take_in(1, submit=False), take_in(1)
    assert command("--application-id", str(draft.pk))["completed"] == 1
    assert command("--application-id", str(draft.pk))["chosen"] == 0
    assert command("--dry-run")["first"][0]["reference_number"] == other.reference_number


def test_command__dry_run__lists_ten_and_does_nothing(command, take_in, tenant_id) -> None:
    made = take_in(12)
    told = command("--dry-run")
    assert told["chosen"] == 12
    first = sorted(made, key=lambda one: one.pk)[:10]
    assert [one["reference_number"] for one in told["first"]] == [one.reference_number for one in first]
    assert {(one["status"], one["assessment"]) for one in told["first"]} == {("SUBMITTED", "none")}
    with acting(tenant_id, actor="user:test"):
        assert not Assessment.objects.exists()


def test_command__monitor__totals_statuses_failures_and_what_is_left(command, take_in, tenant_id, slug, capsys) -> None:
    made = take_in(7)
    command("--application-id", str(made[0].pk))
    take_in(1, submit=False)
    broken = "the record breaks its declaration"
    with acting(tenant_id, actor="user:test", role="admin"):
        for minute, application in enumerate(made[1:7]):
            application.assessment = Assessment.objects.create(
                application=application,
                use_case="credit",
                state_hash="0" * 64,
                record={},
                cause="manual",
                asked_by="user:test",
                processing_status="FAILED",
                due_at=None,
                finished_at=application.created_at + timedelta(minutes=minute),
                processing_error=broken,
            )
            application.save()
    seen = command("--monitor")
    assert (seen["total"], seen["without_assessment"], seen["to_do"]) == (8, 1, 6)
    assert (seen["assessments"]["COMPLETED"], seen["assessments"]["FAILED"]) == (1, 6)
    assert [one["reference_number"] for one in seen["failures"]] == [one.reference_number for one in made[6:1:-1]]
    call_command(COMMAND, "--monitor", "--tenant", slug)
    shown = capsys.readouterr().out
    assert broken in shown
    assert made[6].reference_number in shown


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--application-id", "7"), "is no id of an application"),
        (("--application-id", str(uuid.UUID(int=7))), "no application has the id"),
        (("--batch-size", "0"), "is no number from 1 to"),
        (("--missing-only", "--force"), "not allowed with"),
    ],
    ids=["id", "unknown", "batch-size", "missing-force"],
)
def test_command__wrong_arguments__one_line_that_says_so(scorewright, slug, arguments, words) -> None:
    done = scorewright(COMMAND, *arguments, "--tenant", slug)
    assert done.returncode != 0
    assert words in done.stderr
    assert "Traceback" not in done.stderr


def completed(tenant_id) -> int:
    with acting(tenant_id, actor="user:test"):
        return Assessment.objects.filter(processing_status="COMPLETED").count()


def test_command__ctrl_c__ends_after_the_batch_at_hand_and_goes_on_when_it_is_begun_again(
    command, take_in, tenant_id, slug, tmp_path
) -> None:
    """Each application is assessed once, whatever the moment of the interruption."""
    count = 150
    take_in(count)
    ours = [sys.executable, "-m", "scorewright.project", COMMAND, "--batch-size", "1", "--tenant", slug]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    with subprocess.Popen(ours, env=environment, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as begun:
        while not (first := completed(tenant_id)) and begun.poll() is None:
            sleep(0.02)
        begun.send_signal(SIGINT)
        told, _ = begun.communicate(timeout=60)
    assert 0 < first <= completed(tenant_id) < count
    assert begun.returncode == INTERRUPTED
    assert "Stopped. The same command goes on with what is left." in told
    assert command("--batch-size", "200")["finished"]
    with acting(tenant_id, actor="user:test", role="admin"):
        statuses = Assessment.objects.values_list("processing_status", flat=True)
        assert list(statuses) == ["COMPLETED"] * count
        assert Decision.objects.count() == count
