"""What a person sees of a running service, from the first start to the stop. The tests stand in their order."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import httpx
import pytest

from scorewright.project.embedded.home import Home
from scorewright.project.embedded.stack import Embedded

pytestmark = pytest.mark.journey


def test_up__first_start__a_model_that_passed_its_gates_is_in_production(running) -> None:
    with running.client() as client:
        versions = client.get("/api/v1/models/", params={"use_case": "retention"}).json()["results"]
    production = [version for version in versions if version["status"] == "production"]
    assert len(versions) == 8
    assert len(production) == 1
    assert all(gate["passed"] for gate in production[0]["gates"])
    assert production[0]["certificate"]["flipped_labels"] == 0


def test_demo__rows_that_training_never_saw__all_kept_and_as_good_as_promised(running) -> None:
    done = running.command("demo", "--json")
    assert done.returncode == 0, done.stderr
    (line,) = done.stdout.splitlines()
    answer = json.loads(line)
    assert answer["use_case"] == "retention"
    assert answer["unseen"] is True
    assert answer["rows"] == answer["decisions_stored"] == answer["outcomes_stored"]
    assert answer["auc"] >= 0.83
    assert (answer["errors"], answer["fallbacks"], answer["broken_record_status"]) == (0, 0, 422)


def test_doctor__all_up__finds_no_error(running) -> None:
    done = running.command("doctor", "--json")
    assert done.returncode == 0, done.stdout + done.stderr


def test_audit_verify__after_all_that__no_fault(running) -> None:
    done = running.command("audit", "verify", "--json")
    assert done.returncode == 0, done.stdout + done.stderr


def test_worker__task_sent_for_each_tenant__runs_through_the_broker(running) -> None:
    task = "registry.verify_artefacts"
    call = ["call", "tenancy.for_each_tenant", "--args", json.dumps([task])]
    with Embedded(Home(running.home)) as servers:
        subprocess.run(
            [sys.executable, "-m", "celery", "--app", "scorewright.project.celery", *call],
            env=running.environment | servers.environment(),
            check=True,
            capture_output=True,
        )
    log = running.home / "logs" / "worker.log"
    done = re.compile(rf"Task {task}\[[^\]]+\] succeeded in \S+: 0")
    running.until(lambda: done.search(log.read_text()) is not None, 60, f"{task} in the worker's log")


def test_database_killed__503_with_retry_after__and_back_by_itself(running) -> None:
    postmaster = int((running.home / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[0])
    with running.client() as client:
        before = client.get("/api/v1/decisions/summary/").json()
        os.kill(postmaster, signal.SIGKILL)
        refused = client.get("/api/v1/decisions/summary/")
        assert refused.status_code == 503
        assert refused.headers["Retry-After"] == "5"
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert "database" in refused.json()["detail"]
        running.until(lambda: client.get("/readyz").status_code == 200, 60, "ready again")
        running.until(lambda: client.get("/api/v1/decisions/summary/").status_code == 200, 30, "answers again")
        assert client.get("/api/v1/decisions/summary/").json() == before


def test_readyz__while_the_database_is_stopped__names_it(running) -> None:
    postmaster = int((running.home / "postgres" / "data" / "postmaster.pid").read_text().splitlines()[0])
    os.kill(postmaster, signal.SIGKILL)
    answer = httpx.get(f"{running.url}/readyz", timeout=30)
    assert answer.status_code == 503
    assert answer.json()["checks"]["database"] != "ok"
    assert answer.json()["checks"]["broker"] == "ok"
    running.until(lambda: httpx.get(f"{running.url}/readyz", timeout=30).status_code == 200, 60, "ready again")


def test_stop__ctrl_c__no_process_is_left_and_a_second_start_takes_seconds(running, again) -> None:
    assert running.processes()
    running.process.send_signal(signal.SIGINT)
    assert running.process.wait(60) == 0
    assert running.processes() == []
    started = time.monotonic()
    second = again()
    assert time.monotonic() - started < 30
    with second.client() as client:
        assert client.get("/api/v1/decisions/summary/").json()["decisions"] > 0
