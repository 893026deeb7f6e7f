"""A training that is stopped while a fit runs: the fit is stopped too."""

import os
import uuid
from collections.abc import Callable
from concurrent.futures import Executor
from pathlib import Path

import pytest

from scorewright.loop.retraining.running import progress
from scorewright.loop.retraining.running.progress import TooLongError
from scorewright.loop.training import session
from scorewright.loop.training.processes.waiting import as_they_end
from scorewright.loop.training.steps import Step

Stop = Callable[[], None]
RunUntilAFitRuns = Callable[[Stop], None]


@pytest.fixture
def job_id(ask, use_case) -> uuid.UUID:
    return uuid.UUID(ask("post", "/train", use_case=use_case.name, n_jobs=1).json()["job_id"])


@pytest.fixture
def run_until_a_fit_runs(
    job_id: uuid.UUID, tenant_id: uuid.UUID, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> RunUntilAFitRuns:
    """Does the job, and calls something as soon as one of its processes is at a fit of 20 seconds."""
    from scorewright.loop.jobs.running import run_job

    fit = (
        "import os, time; from pathlib import Path; folder = Path(" + repr(str(tmp_path)) + ");"
        "(folder / 'pid.new').write_text(str(os.getpid())); (folder / 'pid.new').rename(folder / 'pid');"
        "time.sleep(20); (folder / 'ended').touch()"
    )

    def cross_validate(pool: Executor, *_: object, on_wait: Callable[[], None], **__: object) -> None:
        list(as_they_end([pool.submit(exec, fit)], on_wait))

    def run(stop: Stop) -> None:
        called = progress.Progress.__call__

        def stopped_once_a_fit_runs(self: progress.Progress, step: Step) -> None:
            if (tmp_path / "pid").exists():
                stop()
            self.told = 0.0
            called(self, step)

        monkeypatch.setattr(session, "cross_validate", cross_validate)
        monkeypatch.setattr(progress.Progress, "__call__", stopped_once_a_fit_runs)
        run_job(tenant_id, job_id)
        with pytest.raises(ProcessLookupError):
            os.kill(int((tmp_path / "pid").read_text()), 0)
        assert not (tmp_path / "ended").exists()

    return run


def test_run_training__cancelled_while_a_fit_runs__the_fit_is_ended(ask, job_id, run_until_a_fit_runs) -> None:
    run_until_a_fit_runs(lambda: ask("delete", f"/jobs/{job_id}"))
    assert ask("get", f"/jobs/{job_id}").json()["status"] == "cancelled"


def test_run_training__out_of_time_while_a_fit_runs__the_fit_is_ended(ask, job_id, run_until_a_fit_runs) -> None:
    def out_of_time() -> None:
        raise TooLongError("took longer")

    run_until_a_fit_runs(out_of_time)
    assert ask("get", f"/jobs/{job_id}").json()["status"] == "failed"
