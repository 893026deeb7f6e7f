"""The Python client against the whole product. The tests of ``test_up`` stop the service, so these come before."""

import asyncio
import csv
import gzip
import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from threading import Timer
from typing import Any

import httpx
import pytest

from scorewright.client import (
    ApiError,
    AsyncClient,
    Client,
    Decision,
    JobFailedError,
    QualityRefusedError,
    Rejected,
    Unauthorised,
)

pytestmark = pytest.mark.journey


@pytest.fixture
def client(running: Any) -> Iterator[Client]:
    with Client(running.url, running.credentials["service_key"], retries=10) as client:
        yield client


@pytest.fixture
def record(client: Client) -> dict[str, Any]:
    """The example that the use case itself gives."""
    return next(found for found in client.use_cases() if found.name == "retention").examples[0]


def test_client__one_decision__kept_as_sent_and_its_outcome_once(client: Client, record: dict[str, Any]) -> None:
    decision = client.decide("retention", record, request_id="journey-1", explain=True)
    kept = client.decision(decision.decision_id)
    assert (kept.record, kept.request_id, kept.probability) == (record, "journey-1", decision.probability)
    assert decision.reasons
    assert decision.explanation is not None
    assert next(client.decisions(use_case="retention")).decision_id == decision.decision_id
    assert client.report_outcome(decision.decision_id, "Yes").new is True
    assert client.report_outcome(decision.decision_id, "Yes").new is False
    with pytest.raises(ApiError, match="409"):
        client.report_outcome(decision.decision_id, "No")


def test_client__broken_record__rejected_with_field_and_rule(client: Client, record: dict[str, Any]) -> None:
    with pytest.raises(Rejected) as raised:
        client.decide("retention", record | {"tenure": "long"})
    assert [(problem.field, problem.rule) for problem in raised.value.problems] == [("tenure", "type")]


def test_client__unknown_use_case_or_key__says_which(running: Any, client: Client, record: dict[str, Any]) -> None:
    with pytest.raises(ApiError, match="404"):
        client.decide("nonsense", record)
    with Client(running.url, "sw_" + "0" * 32 + "_nonsense") as stranger, pytest.raises(Unauthorised):
        stranger.decide("retention", record)


def test_client__same_key_again__the_same_decision(client: Client, record: dict[str, Any]) -> None:
    first = client.decide("retention", record, idempotency_key="journey-2")
    again = client.decide("retention", record, idempotency_key="journey-2")
    assert (again.decision_id, first.replayed, again.replayed) == (first.decision_id, False, True)
    with pytest.raises(Rejected):
        client.decide("retention", record | {"tenure": 70}, idempotency_key="journey-2")


def test_client__many_records__verdicts_in_order(client: Client, record: dict[str, Any]) -> None:
    records = [record | {"tenure": -1 if number % 100 == 50 else number % 70} for number in range(1200)]
    verdicts = client.decide_many("retention", records)
    assert [isinstance(verdict, Rejected) for verdict in verdicts] == [each["tenure"] == -1 for each in records]
    decided = verdicts[1199]
    assert isinstance(decided, Decision)
    assert client.decision(decided.decision_id).record == records[1199]


def test_async_client__many_at_once__each_has_its_own(running: Any, record: dict[str, Any]) -> None:
    async def asked() -> set[Any]:
        async with AsyncClient(running.url, running.credentials["service_key"]) as client:
            decisions = await asyncio.gather(*(client.decide("retention", record) for _ in range(50)))
            return {decision.decision_id for decision in decisions}

    assert len(asyncio.run(asked())) == 50


def test_client__web_process_killed_under_load__every_call_is_answered_and_decided_once(
    running: Any, client: Client, record: dict[str, Any]
) -> None:
    since = datetime.now(UTC)
    kill = Timer(0.3, lambda: os.kill(_web_worker(running), signal.SIGKILL))
    kill.start()
    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(lambda _: client.decide("retention", record).decision_id, range(1500)))
    kill.join()
    assert len(set(answers)) == 1500
    kept = {decision.decision_id for decision in client.decisions(use_case="retention", since=since)}
    assert kept == set(answers)


def _web_worker(running: Any) -> int:
    """One of the processes that answer: a child of the web server's own."""
    command = {pid: Path(f"/proc/{pid}/cmdline").read_bytes() for pid in running.processes()}
    parent = {pid: int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1]) for pid in command}
    (server,) = [pid for pid, line in command.items() if b"-m\0uvicorn\0" in line]
    workers = [pid for pid, line in command.items() if parent[pid] == server and b"spawn_main" in line]
    return max(workers)


def test_client__file__decided_and_fetched_with_its_rejected_rows(
    client: Client, record: dict[str, Any], tmp_path: Path
) -> None:
    source = tmp_path / "rows.csv"
    with source.open("w", newline="") as file:
        rows = csv.DictWriter(file, record)
        rows.writeheader()
        rows.writerows(record | {"tenure": -1 if number == 7 else number % 70} for number in range(2500))
    told: list[int] = []
    job = client.batch("retention", source)
    assert job.wait(lambda state: told.append(state.done)).state == "succeeded"
    assert told == sorted(told)
    with job.download(tmp_path / "decided.csv").open(newline="") as file:
        assert len(list(csv.DictReader(file))) == 2499
    rejected = job.download_rejected(tmp_path / "rejected.csv")
    assert rejected is not None
    with rejected.open(newline="") as file:
        assert len(list(csv.DictReader(file))) == 1


def test_client__small_file__by_a_job_too_so_that_its_rejected_rows_are_known(
    client: Client, record: dict[str, Any], tmp_path: Path
) -> None:
    source = tmp_path / "rows.csv"
    with source.open("w", newline="") as file:
        rows = csv.DictWriter(file, record)
        rows.writeheader()
        rows.writerows(record | {"tenure": tenure} for tenure in (1, -1, 3))
    job = client.batch("retention", source)
    assert job.wait().state == "succeeded"
    assert job.id is not None
    with job.download(tmp_path / "decided.csv").open(newline="") as file:
        assert [row["tenure"] for row in csv.DictReader(file)] == ["1", "3"]
    rejected = job.download_rejected(tmp_path / "rejected.csv")
    assert rejected is not None
    with rejected.open(newline="") as file:
        assert [(row["row"], row["field"]) for row in csv.DictReader(file)] == [("2", "tenure")]


QUICK: dict[str, Any] = {
    "algorithms": ["logistic_regression", "random_forest"],
    "hyperparameter_tuning": "none",
    "cross_validation_folds": 3,
    "max_training_time_minutes": 10,
}
TABLE = files("scorewright.datasets") / "german_credit" / "german_credit.csv.gz"


@pytest.fixture
def admin(running: Any) -> Iterator[Client]:
    with Client(running.url, running.credentials["admin_key"], retries=10) as client:
        yield client


def test_client__file_to_production_and_back__by_the_client_alone(admin: Client, tmp_path: Path) -> None:
    rows = tmp_path / "rows.csv.gz"
    rows.write_bytes(TABLE.read_bytes())
    service = admin.training
    file = service.upload(rows)
    config = QUICK | {"data_source": "upload", "data_id": file.data_id}
    assert service.examine("german_credit", **config).total_samples == 1000

    job = service.train("german_credit", **config, idempotency_key="journey-training", version_tag="by the client")
    again = service.train("german_credit", **config, idempotency_key="journey-training", version_tag="by the client")
    assert again.id == job.id
    percent: list[float] = []
    found = service.job(str(job.id)).wait(lambda state: percent.append(state.percent or 0.0), timeout=300)
    assert (found.status, len(found.trained_models), percent) == ("completed", 2, sorted(percent))
    assert found.best_model_id is not None
    assert next(service.trainings(use_case="german_credit")) == found

    best = service.model(found.best_model_id)
    assert (best.version_tag, {gate.name for gate in best.gates} >= {"roc_auc"}) == ("by the client", True)
    evaluation = service.evaluate(best.model_id).wait(timeout=300)
    assert evaluation == service.evaluation(best.model_id)
    assert evaluation.metrics["roc_auc"].value == best.metrics.auc_roc
    assert service.download_plot(best.model_id, "roc_curve", tmp_path / "roc.png").read_bytes()[1:4] == b"PNG"
    assert "<html" in service.download_report(best.model_id, tmp_path / "report.html").read_text()

    (other,) = [each for each in found.trained_models if each != best.model_id]
    comparison = service.compare([best.model_id, other])
    assert {each.model_id for each in comparison.models} == set(found.trained_models)
    assert comparison.metric_comparison["roc_auc"][best.model_id] == pytest.approx(evaluation.metrics["roc_auc"].value)

    service.activate(best.model_id, "won on the folds")
    assert service.activate(other, "to be explained").replaced_id == best.model_id
    back = service.rollback("german_credit", "the former was better")
    assert (back.kind, back.version_id, back.replaced_id) == ("rollback", best.model_id, other)
    assert [each.model_id for each in service.models(use_case="german_credit", active_only=True)] == [best.model_id]


def test_client__ten_rows__refused_with_the_report(admin: Client, tmp_path: Path) -> None:
    rows = tmp_path / "ten.csv"
    with gzip.open(TABLE.open("rb"), "rt") as table:  # type: ignore[arg-type]  # a binary file, whatever the traversable
        rows.write_text("".join(next(table) for _ in range(11)))
    file = admin.training.upload(rows)
    with pytest.raises(QualityRefusedError) as raised:
        admin.training.train("german_credit", data_source="upload", data_id=file.data_id)
    assert raised.value.report.total_samples == 10
    assert raised.value.report.quality_issues


def test_client__key_that_may_only_decide__does_not_train(client: Client) -> None:
    with pytest.raises(ApiError, match="403"):
        client.training.train("german_credit", **QUICK)


def test_async_client__training__cancelled_midway(running: Any) -> None:
    async def cancelled() -> str:
        async with AsyncClient(running.url, running.credentials["admin_key"]) as client:
            job = await client.training.train("german_credit", hyperparameter_tuning="bayesian", tuning_iterations=200)
            await job.cancel()
            listed = {found.job_id async for found in client.training.trainings(use_case="german_credit")}
            assert job.id in listed
            with pytest.raises(JobFailedError) as ended:
                await job.wait(timeout=120)
            return ended.value.state

    assert asyncio.run(cancelled()) == "cancelled"


def test_metrics__after_all_that__count_what_was_decided(running: Any) -> None:
    text = httpx.get(f"{running.url}/metrics").text
    counted = [line for line in text.splitlines() if line.startswith("scorewright_decisions_total{")]
    assert sum(float(line.rpartition(" ")[2]) for line in counted) >= 1200
