"""How many rows a request waits for."""

import csv
import gzip
import io
import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import polars as pl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from scorewright.loop.retraining.rows import soon_read


@pytest.fixture
def csv_rows(use_case) -> bytes:
    """The rows of the use case as a file, 12 kB of them."""
    file = io.StringIO()
    rows = use_case.load().rows
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


@pytest.fixture
def sent(ask) -> Callable[[bytes, str], dict[str, Any]]:
    """Uploads a file; the configuration that trains from it."""

    def sent(content: bytes, name: str) -> dict[str, Any]:
        answer = ask("post", "/data/", data={"file": SimpleUploadedFile(name, content)})
        assert answer.status_code == 201, answer.content
        return {"data_source": "upload", "data_id": answer.json()["data_id"]}

    return sent


def refused(answer: Any) -> str:
    """The field that has too many rows."""
    assert answer.status_code == 422, answer.content
    (error,) = answer.json()["errors"]
    assert error["rule"] == "size"
    assert "/api/v1/model-training/train" in error["message"]
    return str(error["field"])


def test_data_quality__file_within_the_limit__its_report(ask, use_case, sent, csv_rows) -> None:
    answer = ask("post", "/data-quality", use_case=use_case.name, **sent(csv_rows, "rows.csv"))
    assert answer.json()["total_samples"] == 400


def test_data_quality__upload_beyond_the_limit__refused_and_left_to_the_job(
    ask, use_case, sent, csv_rows, monkeypatch
) -> None:
    monkeypatch.setattr(soon_read, "MOST_BYTES", len(csv_rows) - 1)
    config = sent(csv_rows, "rows.csv")
    assert refused(ask("post", "/data-quality", use_case=use_case.name, **config)) == "data_id"
    assert ask("post", "/train", use_case=use_case.name, **config).status_code == 202


def test_data_quality__path_beyond_the_limit__refused(ask, use_case, csv_rows, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(settings, "TRAINING_PATHS", [str(tmp_path)])
    monkeypatch.setattr(soon_read, "MOST_BYTES", len(csv_rows) - 1)
    path = tmp_path / "rows.csv"
    path.write_bytes(csv_rows)
    config = {"data_source": "csv", "data_path": str(path)}
    assert refused(ask("post", "/data-quality", use_case=use_case.name, **config)) == "data_path"


@pytest.mark.parametrize("ending", ["csv.gz", "parquet"])
def test_data_quality__small_file_that_unpacks_to_much__refused_and_left_to_the_job(
    ask, use_case, sent, csv_rows, ending
) -> None:
    if ending == "csv.gz":
        header, *lines = csv_rows.splitlines()
        content = gzip.compress(b"\n".join([header, *lines * 1_500]))
    else:
        file = io.BytesIO()
        pl.DataFrame({"late": ["a" * 1_000] * 20_000}).write_parquet(file)
        content = file.getvalue()
    assert len(content) < soon_read.MOST_BYTES
    config = sent(content, f"rows.{ending}")
    assert refused(ask("post", "/data-quality", use_case=use_case.name, **config)) == "data_id"
    assert ask("post", "/train", use_case=use_case.name, **config).status_code == 202


@pytest.fixture
def two_outcomes(tenant_id, use_case) -> None:
    """Two decisions of which it is known what happened."""
    from django.utils import timezone

    from scorewright.loop.outcomes.actions import report
    from scorewright.loop.serving.models import Decision
    from scorewright.loop.tenancy.scope import acting

    with acting(tenant_id, actor="user:test"):
        for label in range(2):
            decision = Decision.objects.create(
                id=uuid.uuid4(),
                use_case=use_case.name,
                request_id=uuid.uuid4().hex,
                asked_by="test",
                record=dict(use_case.examples[0]),
                features={},
                version="v1",
                threshold=0.5,
                probability=0.2,
                label=0,
                confidence=0.8,
                needs_review=False,
                fallback=False,
                duration_ms=1.0,
                at=timezone.now() - timedelta(days=2),
            )
            report(decision_id=decision.pk, value=use_case.outcome.value(label), by="test")


def test_data_quality__decisions_up_to_the_limit_and_beyond__looked_at_and_refused(
    ask, use_case, two_outcomes, monkeypatch
) -> None:
    config = {"use_case": use_case.name, "data_source": "decisions"}
    monkeypatch.setattr(soon_read, "MOST_RECORDS", 2)
    assert ask("post", "/data-quality", **config).json()["total_samples"] == 2
    monkeypatch.setattr(soon_read, "MOST_RECORDS", 1)
    assert refused(ask("post", "/data-quality", **config)) == "data_source"
    assert ask("post", "/train", **config).status_code == 202


def test_data_quality__declared_rows_up_to_the_limit_and_beyond__looked_at_and_refused(
    ask, use_case, monkeypatch
) -> None:
    monkeypatch.setattr(soon_read, "MOST_RECORDS", 400)
    assert ask("post", "/data-quality", use_case=use_case.name).json()["total_samples"] == 400
    monkeypatch.setattr(soon_read, "MOST_RECORDS", 399)
    assert refused(ask("post", "/data-quality", use_case=use_case.name)) == "data_source"
    assert ask("post", "/train", use_case=use_case.name, min_samples=5000).status_code == 202


def test_data_quality__small_files_of_a_use_case_with_rows_of_its_own__those_are_loaded_once(
    ask, use_case, sent, csv_rows, redeclare
) -> None:
    loaded = []
    redeclare(load=lambda: (loaded.append(1), use_case.load())[1])
    config = sent(csv_rows, "rows.csv")
    for _ in range(2):
        assert ask("post", "/data-quality", use_case=use_case.name, **config).status_code == 200
    assert len(loaded) == 1


def test_data_quality__upload_that_is_gone__422_that_names_the_file(ask, use_case, sent, csv_rows, tenant_id) -> None:
    from scorewright.loop.retraining.models import TrainingFile
    from scorewright.loop.serving.bulk.uploads import path_of
    from scorewright.loop.tenancy.scope import acting

    config = sent(csv_rows, "rows.csv")
    with acting(tenant_id, actor="user:test"):
        path_of(TrainingFile.objects.get().path).unlink()
    for path in ("/data-quality", "/train"):
        answer = ask("post", path, use_case=use_case.name, **config)
        assert answer.status_code == 422, answer.content
        assert answer.json()["errors"][0]["message"] == "rows.csv: cannot be read: No such file or directory"


def test_send_data__in_the_document__takes_a_form_or_the_whole_file() -> None:
    from scorewright.project.web.api import API

    paths = API.get_openapi_schema()["paths"]
    body = paths["/api/v1/model-training/data/"]["post"]["requestBody"]
    assert body["content"]["multipart/form-data"]["schema"]["required"] == ["file"]
    assert {"text/csv", "application/json", "application/vnd.apache.parquet"} <= set(body["content"])
    assert "application/json" not in paths["/api/v1/batch-predict"]["post"]["requestBody"]["content"]
