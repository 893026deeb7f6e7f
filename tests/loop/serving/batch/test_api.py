"""Files over HTTP, through Django's own ASGI handler, with a real worker for the large ones."""

import csv
import gzip
import io
import json
import os
import stat
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from django.test import override_settings

from scorewright.loop.jobs.models import Delivery, Job
from scorewright.loop.serving.bulk.uploads import path_of
from scorewright.loop.serving.models import Decision, ScoringRun
from scorewright.loop.tenancy.actions import create_tenant
from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.scope import acting
from scorewright.project.embedded.stack import Embedded

from .callers import BATCH, Caller, csv_of, lines_of, parquet_of, rows_of

pytestmark = pytest.mark.filterwarnings("ignore:StreamingHttpResponse must consume asynchronous iterators")

CONTENTS = {
    "rows.csv": csv_of(rows_of(3)),
    "rows.csv.gz": gzip.compress(csv_of(rows_of(3))),
    "rows.jsonl": lines_of(rows_of(3)),
    "rows.parquet": parquet_of(rows_of(3)),
}


@pytest.mark.parametrize("name", CONTENTS)
def test_batch__small_file_of_any_format__answered_in_its_format_and_kept(name, service, tenant_id) -> None:
    answer = service.send_form(f"{BATCH}?ignore=customer", name, CONTENTS[name])
    assert (answer.status, answer.headers["X-Rejected-Rows"]) == (200, "0"), answer.content
    assert f'filename="rows.decided.{name.partition(".")[2]}"' in answer.headers["Content-Disposition"]
    rows = _rows(name, answer.content)
    assert [row["customer"] for row in rows] == ["c0", "c1", "c2"]
    with acting(tenant_id, actor="test"):
        assert {str(one.id) for one in Decision.objects.all()} == {row["decision_id"] for row in rows}
        run = ScoringRun.objects.get()
    assert (run.rows, run.decided, str(run.pk)) == (3, 3, answer.headers["X-Scoring-Run"])


def _rows(name: str, content: bytes) -> list[dict[str, Any]]:
    if name.endswith(".parquet"):
        return pl.read_parquet(io.BytesIO(content)).to_dicts()
    plain = gzip.decompress(content) if name.endswith(".gz") else content
    if ".jsonl" in name:
        return [json.loads(line) for line in plain.splitlines()]
    return list(csv.DictReader(io.StringIO(plain.decode())))


def test_batch__raw_body__as_its_content_type_says(service) -> None:
    answer = service.send(f"{BATCH}?ignore=customer&record=run", CONTENTS["rows.jsonl"], "application/x-ndjson")
    rows = _rows("rows.jsonl", answer.content)
    assert [row["customer"] for row in rows] == ["c0", "c1", "c2"]
    assert "decision_id" not in rows[0]


def test_batch__gzipped_raw_body__as_its_name_says(service) -> None:
    answer = service.send(f"{BATCH}?ignore=customer&filename=rows.csv.gz", CONTENTS["rows.csv.gz"], "application/gzip")
    assert (answer.status, answer.headers["Content-Type"]) == (200, "application/gzip"), answer.content
    assert len(_rows("rows.csv.gz", answer.content)) == 3


@pytest.mark.parametrize("prefer", ["respond-async", "wait=5, Respond-Async"])
def test_batch__small_file_and_a_job_preferred__a_job(prefer, service, tenant_id) -> None:
    promised = service.send(f"{BATCH}?ignore=customer", CONTENTS["rows.csv"], Prefer=prefer)
    assert (promised.status, promised.headers["Preference-Applied"]) == (202, "respond-async"), promised.content
    assert promised.json["id"] in promised.headers["Location"]
    with acting(tenant_id, actor="test"):
        assert Job.objects.get().state == "queued"
        assert not Decision.objects.exists()


def test_batch__other_preference__answered_at_once(service) -> None:
    answer = service.send(f"{BATCH}?ignore=customer", CONTENTS["rows.csv"], Prefer="return=minimal")
    assert (answer.status, "Preference-Applied" in answer.headers) == (200, False)


def test_batch__default_status__decides_where_nobody_asks_for_another(service, put_live) -> None:
    path, content = "/api/v1/late_delivery/batch", b"distance,parcels,van\n12.5,3,small\n"
    put_live()
    put_live(live=False)
    with override_settings(PREDICT_DEFAULT_STATUS="staging"):
        asked = [service.send(f"{path}{query}", content) for query in ("", "?status=production", "?version=1")]
    assert [answer.rows[0]["model_version"] for answer in asked] == ["v2", "v1", "v1"]


def test_batch__files_of_a_run__closed_to_other_accounts(service, tenant_id) -> None:
    assert service.send(f"{BATCH}?ignore=customer", CONTENTS["rows.csv"]).status == 200
    with acting(tenant_id, actor="test"):
        file = path_of(ScoringRun.objects.get().input_path)
    root = path_of("")
    folders = [folder for folder in file.parents if folder.is_relative_to(root)]
    assert len(folders) == 4  # of all runs, of all tenants, of the tenant, of the run
    assert {oct(stat.S_IMODE(folder.stat().st_mode)) for folder in folders} == {"0o700"}
    assert oct(stat.S_IMODE(file.stat().st_mode)) == "0o600"


def test_batch__broken_row__its_own_file_and_the_others_go_on(service) -> None:
    rows = rows_of(3)
    rows[1] |= {"tenure": "ages"}
    answer = service.send(f"{BATCH}?ignore=customer", csv_of(rows) + b"too,few\n")
    assert [row["customer"] for row in answer.rows] == ["c0", "c2"]
    assert answer.headers["X-Rejected-Rows"] == "2"
    aside = service.get(answer.headers["Link"].partition("<")[2].partition(">")[0])
    assert [(row["row"], row["field"], row["rule"]) for row in aside.rows] == [
        ("2", "tenure", "type"),
        ("4", "row", "cells"),
    ]


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("rows.txt", b"a\n1\n", "format"),
        ("rows.csv", b"", "content"),
        ("rows.csv", b"a,a\n1,2\n", "content"),
        ("rows.csv", b"horoscope\n1\n", "columns"),
        ("rows.csv", b"\xff\xfe\x00", "content"),
        ("rows.csv.gz", b"no gzip", "content"),
        ("rows.csv.gz", CONTENTS["rows.csv.gz"][:-12], "content"),
        ("rows.parquet", b"PAR1 and nothing", "content"),
        ("rows.jsonl.gz", b"no gzip", "content"),
    ],
)
def test_batch__file_that_is_none__422_that_names_the_rule_and_nothing_is_kept(
    name, content, rule, service, tenant_id
) -> None:
    answer = service.send_form(f"{BATCH}?ignore=customer", name, content)
    assert answer.status == 422, answer.content
    assert [(error["field"], error["rule"]) for error in answer.json["errors"]] == [("file", rule)]
    with acting(tenant_id, actor="test"):
        assert not ScoringRun.objects.exists()
        assert not Decision.objects.exists()


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("version=v99", 404),
        ("version=abc", 422),
        ("status=famous", 422),
        ("record=maybe", 422),
        ("ignore=%00", 422),
        ("result=jsonl", 422),
    ],
)
def test_batch__parameter_that_cannot_be__refused(query, status, service) -> None:
    assert service.send(f"{BATCH}?{query}", CONTENTS["rows.csv"]).status == status


def test_batch__form_without_a_file__422(service) -> None:
    found = service._client.post(BATCH, {"other": "x"})
    assert (found.status_code, json.loads(found.content)["errors"][0]["rule"]) == (422, "required")


def test_batch__unknown_use_case_and_role_that_only_reads__refused(service, tenant_id) -> None:
    assert service.send("/api/v1/horoscope/batch", CONTENTS["rows.csv"]).status == 404
    assert Caller(tenant_id, Role.AUDITOR).send(BATCH, CONTENTS["rows.csv"]).status == 403


def test_batch_predict__endpoint__the_same(service) -> None:
    path = "/api/v1/batch-predict?ignore=customer&endpoint=retention"
    assert len(service.send_form(path, "rows.csv", CONTENTS["rows.csv"]).rows) == 3
    without = service.send_form("/api/v1/batch-predict", "rows.csv", CONTENTS["rows.csv"])
    assert (without.status, "retention" in without.json["detail"]) == (404, True)


def test_batch_predict__no_endpoint__the_only_one_in_production(service, put_live) -> None:
    put_live()
    answer = service.send_form("/api/v1/batch-predict", "rows.csv", b"distance,van\n80,small\n")
    assert (answer.status, answer.rows[0]["model_version"]) == (200, "v1"), answer.content


@pytest.fixture
def worker(embedded: Embedded, tmp_path: Path) -> Iterator[None]:
    """A real worker that listens to the queue of bulk scoring."""
    with (tmp_path / "worker.log").open("wb") as log:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "celery", "--app", "scorewright.project.celery", "worker"),
                *("--queues", "ai_processing", "--concurrency", "1"),
            ],
            env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
        yield
        os.killpg(process.pid, 9)
        process.wait()


@pytest.mark.usefixtures("worker")
def test_batch__large_file__a_job_whose_result_is_downloaded(service, tenant_id) -> None:
    rows = rows_of(5001)
    rows[77] |= {"tenure": "ages"}
    promised = service.send_form(f"{BATCH}?ignore=customer", "rows.csv", csv_of(rows))
    assert promised.status == 202, promised.content
    location = promised.headers["Location"]
    assert promised.json["id"] in location
    assert service.get(f"{location}result").status in (200, 409)
    ended = _wait(service, location)
    assert (ended["state"], ended["done"], ended["total"]) == ("succeeded", 5001, 5001), ended
    assert (ended["result"]["decided"], ended["result"]["rejected"]) == (5000, 1)
    answer, largest = service.get_by_asgi(f"{location}result")
    assert [row["customer"] for row in answer.rows] == [f"c{number}" for number in range(5001) if number != 77]
    assert int(answer.headers["Content-Length"]) == len(answer.content) > largest  # never whole in memory
    assert [row["row"] for row in service.get(f"{location}rejected").rows] == ["78"]
    with acting(tenant_id, actor="test"):
        assert Decision.objects.count() == 5000
    assert service.post(f"{location}cancel/").status == 409


def _wait(service: Caller, location: str) -> Any:
    end = time.monotonic() + 60
    while (found := service.get(location).json)["state"] in ("queued", "running") and time.monotonic() < end:
        time.sleep(0.1)
    return found


def test_job__cancelled_before_it_began__no_result(service, tenant_id) -> None:
    location = service.send_form(f"{BATCH}?ignore=customer", "rows.csv", csv_of(rows_of(1001))).headers["Location"]
    assert service.post(f"{location}cancel/").json["state"] == "cancelled"
    assert service.get(f"{location}result").status == 409
    with acting(tenant_id, actor="test"):
        assert not Delivery.objects.exists()
        assert Job.objects.get().state == "cancelled"


def test_jobs_and_runs__of_another_tenant__do_not_exist(service) -> None:
    location = service.send_form(f"{BATCH}?ignore=customer", "rows.csv", csv_of(rows_of(1001))).headers["Location"]
    run = service.send(f"{BATCH}?ignore=customer", CONTENTS["rows.csv"]).headers["X-Scoring-Run"]
    slug = f"s-{uuid.uuid4().hex[:12]}"
    stranger = Caller(create_tenant(slug=slug, name=slug, by="test").id, Role.ADMIN)
    for path in ("", "result", "rejected"):
        assert stranger.get(f"{location}{path}").status == 404
        assert stranger.get(f"/api/v1/scoring-runs/{run}/{path}").status == 404
    assert stranger.post(f"{location}cancel/").status == 404
    assert stranger.get("/api/v1/jobs/").json["results"] == []
    assert stranger.get("/api/v1/scoring-runs/").json["results"] == []
    assert len(service.get("/api/v1/jobs/?state=queued&kind=serving.score_file").json["results"]) == 1
    assert len(service.get("/api/v1/scoring-runs/?use_case=retention").json["results"]) == 2
