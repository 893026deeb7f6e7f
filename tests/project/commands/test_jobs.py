import json
import uuid
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from scorewright.loop.audit.models import Entry
from scorewright.loop.jobs.actions import enqueue
from scorewright.loop.jobs.kinds import Kind
from scorewright.loop.jobs.models import Job, State
from scorewright.loop.tenancy.scope import acting

ID = str(uuid.UUID(int=7))
KIND = Kind("tests.commanded", "tests-commanded", lambda handle: {}, timedelta(days=1))


@pytest.fixture
def jobs(tenant_id: uuid.UUID) -> list[Job]:
    """One that waits and two dead letters, the oldest first."""
    with acting(tenant_id, actor="test"):
        found = [enqueue(kind=KIND, arguments={"row": row}, by="test") for row in range(3)]
        Job.objects.filter(pk__in=[job.pk for job in found[1:]]).update(state=State.FAILED, error="no such file")
    return found


def _state(job: Job) -> str:
    with acting(job.tenant_id, actor="test"):
        return Job.objects.get(pk=job.pk).state


def test_jobs__filters_before_or_after_the_act__the_same(answer_of, slug, jobs) -> None:
    everything = answer_of("jobs", "--tenant", slug)["jobs"]
    assert [found["id"] for found in everything] == [str(job.pk) for job in reversed(jobs)]
    failed = answer_of("jobs", "--tenant", slug, "--state", "failed", "list")["jobs"]
    assert failed == answer_of("jobs", "list", "--tenant", slug, "--state", "failed")["jobs"] == everything[:2]
    assert answer_of("jobs", "list", "--tenant", slug, "--kind", "other")["jobs"] == []
    assert len(answer_of("jobs", "list", "--tenant", slug, "--most", "1")["jobs"]) == 1


def test_jobs__for_people__a_table_with_the_reason(slug, jobs, capsys) -> None:
    call_command("jobs", "dead", "--tenant", slug)
    shown = capsys.readouterr().out
    assert "no such file" in shown
    assert f"2 of {KIND.name}: scorewright jobs replay --all --kind {KIND.name}" in shown
    call_command("jobs", "show", str(jobs[1].pk), "--tenant", slug)
    assert "no such file" in capsys.readouterr().out


def test_dead__reasons_and_counts(answer_of, slug, jobs) -> None:
    found = answer_of("jobs", "dead", "--tenant", slug)
    assert [letter["error"] for letter in found["dead"]] == ["no such file"] * 2
    assert found["counts"] == {KIND.name: 2}


def test_show__one__with_arguments_and_log(answer_of, slug, jobs) -> None:
    found = answer_of("jobs", "show", str(jobs[0].pk), "--tenant", slug)["job"]
    assert (found["arguments"], found["log"], found["state"]) == ({"row": 0}, [], "queued")


def test_cancel__waiting__ended(answer_of, slug, jobs) -> None:
    assert answer_of("jobs", "cancel", str(jobs[0].pk), "--tenant", slug)["job"]["state"] == "cancelled"
    assert _state(jobs[0]) == State.CANCELLED


def test_replay__one__waits_again_and_the_trail_says_who(answer_of, slug, tenant_id, jobs) -> None:
    found = answer_of("jobs", "replay", str(jobs[1].pk), "--tenant", slug)["replayed"]
    assert ([job["id"] for job in found], _state(jobs[1]), _state(jobs[2])) == (
        [str(jobs[1].pk)],
        State.QUEUED,
        State.FAILED,
    )
    with acting(tenant_id, actor="test"):
        (entry,) = Entry.objects.filter(action="job.retried")
    assert entry.actor.startswith("command")


def test_replay__all_of_a_kind__those(answer_of, slug, jobs) -> None:
    assert len(answer_of("jobs", "replay", "--all", "--kind", KIND.name, "--tenant", slug)["replayed"]) == 2
    assert {_state(job) for job in jobs} == {State.QUEUED}


@pytest.mark.parametrize(
    "arguments",
    [(), ("--all",), ("--kind", "k"), (ID, "--all", "--kind", "k"), ("--all", ID)],
)
def test_replay__neither_one_nor_all_of_a_kind__refused(answer_of, slug, arguments) -> None:
    with pytest.raises(CommandError, match="name one job by its ID, or all"):
        answer_of("jobs", "replay", *arguments, "--tenant", slug)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("show", "seven"), "'seven' is no id of a job"),
        (("show", str(uuid.UUID(int=7))), "no job has the id"),
        (("--most", "0"), "'0' is no number from 1"),
        (("--state", "famous"), "famous"),
    ],
)
def test_jobs__what_cannot_be__one_sentence_and_status_1_or_2(scorewright, slug, arguments, words: str) -> None:
    done = scorewright("jobs", *arguments, "--tenant", slug)
    assert done.returncode in (1, 2)
    assert words in done.stderr


def test_jobs__json_from_the_shell__one_line(scorewright, slug, jobs) -> None:
    done = scorewright("jobs", "--json", "dead", "--tenant", slug)
    assert len(json.loads(done.stdout)["dead"]) == 2
