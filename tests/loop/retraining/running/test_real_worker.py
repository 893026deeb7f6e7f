"""A training in a real worker, whose processes Celery has made."""

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def worker(embedded, tmp_path: Path) -> Iterator[Path]:
    """Of the training queue; where it writes what it does."""
    log = tmp_path / "worker.log"
    command = [sys.executable, "-m", "celery", "--app", "scorewright.project.celery", "worker"]
    with log.open("wb") as file:
        process = subprocess.Popen(
            [*command, "--queues", "ml_training", "--concurrency", "1", "--loglevel", "INFO"],
            env={**os.environ},
            stdout=file,
            stderr=file,
            start_new_session=True,
        )
    yield log
    os.killpg(process.pid, 9)
    process.wait()


def test_training__in_a_real_worker__fits_in_processes_of_its_own(ask, worker) -> None:
    config = {"use_case": "german_credit", "algorithms": ["decision_tree"], "cross_validation_folds": 3}
    job_id = uuid.UUID(ask("post", "/train", **config).json()["job_id"])
    end = time.monotonic() + 120
    while (job := ask("get", f"/jobs/{job_id}").json())["status"] in ("pending", "running"):
        assert time.monotonic() < end, worker.read_text()
        time.sleep(0.3)
    assert (job["status"], job["error_message"]) == ("completed", None), worker.read_text()
    assert len(job["trained_models"]) == 1
    assert job["memory_usage_mb"] > 0
