"""Rows that cannot be trained from: each is answered with a reason, by the request or by the job."""

import csv
import io
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl
import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

Rows = Sequence[Mapping[str, str]]


@pytest.fixture
def send(ask) -> Callable[..., Any]:
    """Uploads rows or bytes; the response."""

    def send(content: Rows | bytes, name: str = "rows.csv") -> Any:
        given = content if isinstance(content, bytes) else as_csv(content)
        return ask("post", "/data/", data={"file": SimpleUploadedFile(name, given)})

    return send


@pytest.fixture
def refusal(ask, send, use_case) -> Callable[..., str]:
    """What a training on these rows is refused with."""

    def refusal(content: Rows | bytes, name: str = "rows.csv", status: int = 422) -> str:
        sent = send(content, name)
        assert sent.status_code == 201, sent.content
        answer = ask("post", "/train", use_case=use_case.name, data_source="upload", data_id=sent.json()["data_id"])
        assert answer.status_code == status, answer.content
        return json.dumps(answer.json())

    return refusal


@pytest.fixture
def rows(use_case) -> list[dict[str, str]]:
    return [dict(row) for row in use_case.load().rows]


def as_csv(rows: Rows) -> bytes:
    file = io.StringIO()
    writer = csv.DictWriter(file, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return file.getvalue().encode()


@pytest.mark.parametrize("ending", ["csv", "jsonl", "json", "parquet"])
def test_train__uploaded_rows_of_any_format__as_the_declared_ones(send, trained, rows, ending) -> None:
    match ending:
        case "csv":
            content = as_csv(rows)
        case "jsonl":
            content = "\n".join(json.dumps(typed(row)) for row in rows).encode()
        case "json":
            content = json.dumps([typed(row) for row in rows]).encode()
        case _:
            file = io.BytesIO()
            pl.DataFrame([typed(row) for row in rows], infer_schema_length=None).write_parquet(file)
            content = file.getvalue()
    sent = send(content, f"rows.{ending}").json()
    run = trained(data_source="upload", data_id=sent["data_id"], algorithms=["decision_tree"])
    assert (run.rows, run.data_source, str(run.file_id)) == (400, f"rows.{ending}", sent["data_id"])
    assert run.best is not None


def typed(row: Mapping[str, str]) -> dict[str, object]:
    return {
        name: None if cell == "" else float(cell) if name in ("distance", "parcels") else cell
        for name, cell in row.items()
    }


def test_train__path_below_an_allowed_folder__trained_from(trained, rows, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(settings, "TRAINING_PATHS", [str(tmp_path)])
    (tmp_path / "rows.csv").write_bytes(as_csv(rows))
    run = trained(data_source="csv", data_path=str(tmp_path / "rows.csv"), algorithms=["decision_tree"])
    assert run.rows == 400


def test_train__link_that_leaves_the_allowed_folder__refused(ask, use_case, tmp_path, monkeypatch) -> None:
    inside = tmp_path / "inside"
    inside.mkdir()
    (tmp_path / "secret.csv").write_text("a\n1\n")
    (inside / "rows.csv").symlink_to(tmp_path / "secret.csv")
    monkeypatch.setattr(settings, "TRAINING_PATHS", [str(inside)])
    for path in (inside / "rows.csv", inside / ".." / "secret.csv"):
        answer = ask("post", "/train", use_case=use_case.name, data_source="csv", data_path=str(path))
        assert answer.status_code == 422
        assert "SCOREWRIGHT_TRAINING_PATHS" in answer.json()["errors"][0]["message"]


def test_send__file_of_no_known_format__422(send) -> None:
    for content, name in ((b"x", "rows.xlsx"), (b"PAR1", "rows.parquet"), (b"\xff\xfe", "rows.csv"), (b"", "rows.csv")):
        assert send(content, name).status_code == 422


def test_train__one_class__says_that_there_is_nothing_to_learn(refusal, rows) -> None:
    assert "hold only one value of 'late'" in refusal([{**row, "late": "no"} for row in rows])


def test_train__outcome_that_is_neither_value__names_row_and_rule(refusal, rows) -> None:
    rows[2]["late"] = "perhaps"
    assert "row 3: outcome 'late' must be 'yes' or 'no'" in refusal(rows)


def test_train__without_outcome__says_which_is_missing(refusal, rows) -> None:
    assert "outcome 'late' is missing" in refusal([{n: c for n, c in row.items() if n != "late"} for row in rows])


def test_train__ten_rows__quality_report_objects(refusal, rows) -> None:
    assert "at least 100 are needed" in refusal(rows[:10], status=400)


def test_train__too_few_of_a_class_for_the_folds__refused_and_data_quality_says_so(ask, send, use_case, rows) -> None:
    late, punctual = ([row for row in rows if row["late"] == value] for value in ("yes", "no"))
    sent = send([*late[:10], *punctual[:150]]).json()
    config = {"use_case": use_case.name, "data_source": "upload", "data_id": sent["data_id"]}
    looked_at = ask("post", "/data-quality", **config, cross_validation_folds=10)
    assert (looked_at.status_code, looked_at.json()["passes_quality_check"]) == (200, False)
    (issue,) = looked_at.json()["quality_issues"]
    assert issue.startswith("the rows cannot be cross-validated: class 1 has")
    refused = ask("post", "/train", **config, cross_validation_folds=10)
    assert (refused.status_code, refused.json()["report"]) == (400, looked_at.json())
    assert ask("get", "/jobs").json()["total"] == 0
    assert ask("post", "/train", **config, cross_validation_folds=3).status_code == 202


def test_train__column_that_is_all_missing__quality_report_names_it(refusal, rows) -> None:
    assert "parcels" in refusal([{**row, "parcels": ""} for row in rows], status=400)


def test_train__five_hundred_unknown_columns__refused_by_name(refusal, rows) -> None:
    extra = {f"column_{number}": "1" for number in range(500)}
    assert "column_0" in refusal([{**row, **extra} for row in rows])


def test_train__category_that_is_not_declared__names_row_and_field(refusal, rows) -> None:
    rows[0]["van"] = "tiny"
    assert "row 1: van" in refusal(rows)


def test_train__ragged_and_undecodable_rows__named(refusal, rows) -> None:
    lines = as_csv(rows).splitlines()
    lines[5] += b",one,too,many"
    assert "row 5" in refusal(b"\n".join(lines))


@pytest.mark.parametrize("content", [b"[1, 2]", b'[{"a": 1}', b'{"a": 1}\n{"a"', b"[" * 100_000])
def test_train__broken_json__422(refusal, content) -> None:
    assert "rows.json" in refusal(content, "rows.json")


def test_train__constant_feature__trained_without_it_mattering(send, trained, rows) -> None:
    sent = send([{**row, "van": "small"} for row in rows]).json()
    run = trained(data_source="upload", data_id=sent["data_id"], algorithms=["logistic_regression"])
    assert run.best is not None


def test_train__unknown_upload__404(ask, use_case) -> None:
    unknown = "00000000-0000-4000-8000-000000000000"
    answer = ask("post", "/train", use_case=use_case.name, data_source="upload", data_id=unknown)
    assert answer.status_code == 404
