from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from scorewright.client import AnswerUnreadableError, ApiError, JobFailedError, StillRunningError, Unavailable

from .conftest import answer, drop, problem, truncate

JOB = str(uuid4())
ACCEPTED = answer({"id": JOB}, 202, Location=f"/api/v1/jobs/{JOB}/")


def state(name: str, done: int = 0, **changes: Any) -> Any:
    return answer({"id": JOB, "state": name, "done": done, "total": 10, "step": "", "error": ""} | changes)


@pytest.fixture
def rows(tmp_path: Path) -> Path:
    path = tmp_path / "rows.csv"
    path.write_text("tenure\n1\n2\n")
    return path


def test_batch__large__waited_for_with_progress_and_fetched(server: Any, on_job: Any, rows: Path) -> None:
    told: list[tuple[str, int]] = []
    server.does(
        *(ACCEPTED, state("queued"), state("running", 5), drop, state("running", 5), state("succeeded", 10)),
        *(answer(b"tenure,label\n1,No\n"), problem(404)),
    )
    into = rows.with_name("answers.csv")
    acts = [
        ("wait", lambda found: told.append((found.state, found.done))),
        ("download", into),
        ("download_rejected", into),
    ]
    job, (last, fetched, rejected) = on_job(rows, *acts)
    assert told == [("queued", 0), ("running", 5), ("succeeded", 10)]
    assert (last.state, str(job.id), fetched, rejected) == ("succeeded", JOB, into, None)
    assert into.read_bytes() == b"tenure,label\n1,No\n"
    sent = server.seen[0]
    assert (sent.path, sent.headers["prefer"]) == ("/api/v1/retention/batch", "respond-async")
    assert b'filename="rows.csv"' in sent.body
    assert b"tenure\n1\n2\n" in sent.body
    assert [seen.path for seen in server.seen[-2:]] == [f"/api/v1/jobs/{JOB}/result", f"/api/v1/jobs/{JOB}/rejected"]


def test_batch__sent_again_after_503__the_whole_file_each_time(server: Any, on_job: Any, rows: Path) -> None:
    server.does(problem(503, Retry_After="0"), ACCEPTED, state("queued"))
    on_job(rows)
    assert [b"tenure\n1\n2\n" in seen.body for seen in server.seen[:2]] == [True, True]
    assert len({seen.key for seen in server.seen[:2]}) == 1


@pytest.mark.parametrize("status", [409, 422])
def test_batch__key_used_for_another_file__not_tried_again(server: Any, on_job: Any, rows: Path, status: int) -> None:
    server.does(problem(status, "Idempotency-Key was used before"), ACCEPTED)
    with pytest.raises(ApiError, match="used before"):
        on_job(rows)
    assert len(server.seen) == 1


def test_batch__first_copy_is_being_answered__waited_for(server: Any, on_job: Any, rows: Path) -> None:
    server.does(drop, problem(409, "In flight", Retry_After="0"), ACCEPTED, state("queued"))
    job, _ = on_job(rows)
    assert (str(job.id), len(set(server.keys[:3]))) == (JOB, 1)


def test_download_rejected__decided_at_once__not_taken_for_no_rejected_rows(
    server: Any, on_job: Any, rows: Path
) -> None:
    server.does(answer(b"tenure,label\n1,No\n"))
    with pytest.raises(AnswerUnreadableError, match="does not say which rows were rejected"):
        on_job(rows, ("download_rejected", rows.with_name("rejected.csv")))


def test_batch__small__decided_at_once(server: Any, on_job: Any, rows: Path) -> None:
    server.does(answer(b"tenure,label\n1,No\n"))
    into = rows.with_name("answers.csv")
    job, (last, _) = on_job(rows, ("wait",), ("download", into))
    assert (job.id, last.state, into.read_bytes(), len(server.seen)) == (None, "succeeded", b"tenure,label\n1,No\n", 1)


@pytest.mark.parametrize(("ended", "words"), [("failed", "failed: no such column"), ("cancelled", "was cancelled")])
def test_wait__job_without_result__raises(server: Any, on_job: Any, rows: Path, ended: str, words: str) -> None:
    server.does(ACCEPTED, state(ended, error="no such column" if ended == "failed" else ""))
    with pytest.raises(JobFailedError, match=words) as raised:
        on_job(rows, ("wait",))
    assert raised.value.state == ended


def test_wait__longer_than_the_caller_will__says_where_the_job_is(server: Any, on_job: Any, rows: Path) -> None:
    server.does(ACCEPTED, state("running", 4))
    with pytest.raises(StillRunningError, match="is running, with 4 of 10 done"):
        on_job(rows, ("wait", None, 0.3))


def test_wait__service_restarted_meanwhile__waited_for_beyond_the_usual_tries(
    server: Any, on_job: Any, rows: Path
) -> None:
    server.does(ACCEPTED, state("running"), *[drop] * 5, state("succeeded", 10))
    job, _ = on_job(rows, ("wait",), retries=1)
    assert job.state.state == "succeeded"


def test_download__truncated_each_time__unavailable_and_no_file(server: Any, on_job: Any, rows: Path) -> None:
    server.does(ACCEPTED, state("succeeded"), truncate)
    into = rows.with_name("answers.csv")
    with pytest.raises(Unavailable):
        on_job(rows, ("download", into), retries=1)
    assert [path.name for path in rows.parent.iterdir()] == ["rows.csv"]


def test_download__truncated_once__whole_in_the_end(server: Any, on_job: Any, rows: Path) -> None:
    server.does(ACCEPTED, state("succeeded"), truncate, answer(b"all"))
    into = rows.with_name("answers.csv")
    on_job(rows, ("download", into))
    assert into.read_bytes() == b"all"


@pytest.mark.parametrize(
    "acts", [(state("cancelled"),), (drop, problem(409), state("cancelled"))], ids=["once", "dropped"]
)
def test_cancel__running__cancelled_even_if_the_first_answer_was_lost(
    server: Any, on_job: Any, rows: Path, acts: Any
) -> None:
    server.does(ACCEPTED, state("running"), *acts)
    job, _ = on_job(rows, ("cancel",))
    assert job.state.state == "cancelled"


def test_batch__202_without_location__unreadable(server: Any, on_job: Any, rows: Path) -> None:
    server.does(answer({}, 202))
    with pytest.raises(AnswerUnreadableError, match="Location"):
        on_job(rows)
