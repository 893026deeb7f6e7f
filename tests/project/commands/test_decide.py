import csv
import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import polars as pl
import pytest
from django.core.management import CommandError, call_command
from django.test import override_settings

from scorewright.declare.catalogue import use_case_named
from scorewright.declare.columns import ColumnsError
from scorewright.loop.serving.bulk.formats import UnknownFormatError
from scorewright.loop.serving.bulk.queries import RunNotFoundError
from scorewright.loop.serving.models import Decision
from scorewright.loop.tenancy.actions import create_tenant
from scorewright.loop.tenancy.scope import acting


def _rows(count: int) -> list[dict[str, str]]:
    return [dict(row) for row in use_case_named("german_credit").load().rows[:count]]


def _typed(rows: list[dict[str, str]]) -> list[dict[str, object]]:
    fields = {field.name: type(field).__name__ for field in use_case_named("german_credit").fields}
    made = {"Number": float, "Flag": lambda cell: cell == "yes"}
    return [{name: made.get(fields.get(name, ""), str)(cell) for name, cell in row.items()} for row in rows]


def _write(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    return path


def _read(path: str) -> list[dict[str, str]]:
    with Path(path).open(newline="") as file:
        return list(csv.DictReader(file))


def _number_field() -> str:
    return next(field.name for field in use_case_named("german_credit").fields if type(field).__name__ == "Number")


def test_decide__a_broken_row__is_put_aside_and_the_others_go_on(answer_of, slug, tenant_id, tmp_path) -> None:
    rows = _rows(203)  # more than one transaction holds
    rows[1][_number_field()] = "a lot"
    done = answer_of("decide", "german_credit", "--file", str(_write(tmp_path / "rows.csv", rows)), "--tenant", slug)
    assert (done["rows"], done["decided"], done["rejected"]) == (203, 202, 1)
    (aside,) = _read(done["rejected_output"])
    assert (aside["row"], aside["reason"]) == ("2", f"{_number_field()}: must be a number")
    written = _read(done["output"])
    with acting(tenant_id, actor="test"):
        kept = {str(decision.id): decision for decision in Decision.objects.all()}
    assert [row["decision_id"] for row in written] != []
    assert {row["decision_id"] for row in written} == set(kept)
    assert all(float(row["probability"]) == kept[row["decision_id"]].probability for row in written)
    assert done["fallbacks"] == 202  # this tenant has no model


def test_decide__all_rows_are_sound__no_file_of_rejected_ones(answer_of, slug, tmp_path) -> None:
    file = _write(tmp_path / "rows.csv", _rows(3))
    done = answer_of("decide", "german_credit", "--file", str(file), "--tenant", slug)
    assert done["rejected_output"] is None
    assert sorted(path.name for path in tmp_path.iterdir()) == ["rows.csv", "rows.decided.csv"]


def test_decide__unknown_column__whole_file_is_refused_unless_ignored(answer_of, slug, tmp_path) -> None:
    rows = [{**row, "number": "7"} for row in _rows(2)]
    command = ["decide", "german_credit", "--file", str(_write(tmp_path / "rows.csv", rows)), "--tenant", slug]
    with pytest.raises(ColumnsError, match="number is no field of german_credit"):
        answer_of(*command)
    done = answer_of(*command, "--ignore", "number")
    assert [row["number"] for row in _read(done["output"])] == ["7", "7"]


def test_decide__output_is_the_input__refused(answer_of, slug, tmp_path) -> None:
    file = str(_write(tmp_path / "rows.csv", _rows(1)))
    with pytest.raises(CommandError, match="another file"):
        answer_of("decide", "german_credit", "--file", file, "--output", file, "--tenant", slug)


def test_decide__file_of_rejected_rows_would_be_the_input__refused_and_kept(answer_of, slug, tmp_path) -> None:
    file = _write(tmp_path / "answers.rejected.csv", _rows(1))
    with pytest.raises(CommandError, match="another file"):
        answer_of(
            "decide", "german_credit", "--file", str(file), "--output", str(tmp_path / "answers.csv"), "--tenant", slug
        )
    assert file.exists()


def test_decide__json_lines_and_parquet__the_same_answers_as_csv(answer_of, slug, tmp_path) -> None:
    rows = _rows(20)
    typed = _typed(rows)
    _write(tmp_path / "rows.csv", rows)
    pl.DataFrame(typed).write_parquet(tmp_path / "rows.parquet")
    pl.DataFrame(typed).write_ndjson(tmp_path / "rows.jsonl")
    probabilities = {}
    for ending, read in (("csv", pl.read_csv), ("parquet", pl.read_parquet), ("jsonl", pl.read_ndjson)):
        done = answer_of(
            *("decide", "german_credit", "--file", str(tmp_path / f"rows.{ending}"), "--tenant", slug),
            *("--record", "run"),
        )
        assert done["output"] == str(tmp_path / f"rows.decided.{ending}")
        probabilities[ending] = read(done["output"])["probability"].to_list()
    assert len(probabilities["csv"]) == 20
    assert probabilities["csv"] == probabilities["parquet"] == probabilities["jsonl"]


def test_decide__killed_midway_and_resumed__as_if_nothing_had_happened(answer_of, slug, tenant_id, tmp_path) -> None:
    file = _write(tmp_path / "rows.csv", _rows(1000) * 20)
    command = ("decide", "german_credit", "--file", str(file), "--tenant", slug)
    whole = answer_of(*command, "--output", str(tmp_path / "whole.csv"), "--record", "run")
    process = subprocess.Popen(
        [sys.executable, "-m", "scorewright.project", *command],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        stderr=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
    )
    _wait_until(lambda: _kept(tenant_id) > 0)
    process.kill()
    process.wait()
    assert _kept(tenant_id) < 20_000
    done = answer_of(*command, "--resume")
    assert (done["rows"], done["decided"]) == (whole["rows"], whole["decided"]) == (20_000, 20_000)
    answers = _read(done["output"])
    with acting(tenant_id, actor="test"):
        assert {str(one) for one in Decision.objects.values_list("id", flat=True)} == {
            row.pop("decision_id") for row in answers
        }
    assert answers == _read(whole["output"])


def _kept(tenant_id: uuid.UUID) -> int:
    with acting(tenant_id, actor="test"):
        return Decision.objects.count()


def _wait_until(condition: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_decide__resume_without_an_interrupted_run__says_so(answer_of, slug, tmp_path) -> None:
    file = str(_write(tmp_path / "rows.csv", _rows(1)))
    with pytest.raises(RunNotFoundError, match="was interrupted"):
        answer_of("decide", "german_credit", "--file", file, "--tenant", slug, "--resume")


@pytest.fixture(scope="module")
def slug_of_two(database: None) -> str:
    """The name of a tenant with v1 of german_credit in production and v2 in staging."""
    slug = f"t-{uuid.uuid4().hex[:12]}"
    create_tenant(slug=slug, name=slug, by="test")
    for _ in range(2):
        call_command(
            *("train", "german_credit", "--learners", "logistic_regression", "--tenant", slug, "--json"),
            stdout=StringIO(),
        )
    return slug


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ([], ("v1", "v2")),
        (["--version", "2"], ("v2", "v2")),
        (["--version", "v1"], ("v1", "v1")),
        (["--status", "staging"], ("v2", "v2")),
        (["--status", "production"], ("v1", "v1")),
    ],
)
def test_decide__version_status_or_default__that_one_decides(answer_of, slug_of_two, tmp_path, asked, answered) -> None:
    file = str(_write(tmp_path / "rows.csv", _rows(1)))
    command = ("decide", "german_credit", "--file", file, "--tenant", slug_of_two, "--record", "run", *asked)
    as_it_is = answer_of(*command)["model_version"]
    with override_settings(PREDICT_DEFAULT_STATUS="staging"):
        assert (as_it_is, answer_of(*command)["model_version"]) == answered


def test_decide__folder__by_the_version_that_is_named_or_the_default_status(answer_of, slug_of_two, tmp_path) -> None:
    (tmp_path / "in").mkdir()
    pl.DataFrame(_typed(_rows(2))).write_parquet(tmp_path / "in" / "rows.parquet")
    command = ("decide", "german_credit", "--folder", str(tmp_path / "in"), "--tenant", slug_of_two, "--output")
    assert answer_of(*command, str(tmp_path / "named"), "--version", "v2")["model_version"] == "v2"
    with override_settings(PREDICT_DEFAULT_STATUS="staging"):
        assert answer_of(*command, str(tmp_path / "default"))["model_version"] == "v2"
    assert answer_of(*command, str(tmp_path / "out"))["model_version"] == "v1"


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (["--version", "latest"], "--version must be a version's number, such as 3 or v3"),
        (["--status", "famous"], "--status must be one of"),
        (["--version", "1", "--resume"], "--resume goes on with the version that the run began with"),
        (["--status", "staging", "--resume"], "--resume goes on with the version that the run began with"),
    ],
)
def test_decide__version_or_status_that_cannot_be__named(answer_of, slug, tmp_path, asked, words) -> None:
    file = str(_write(tmp_path / "rows.csv", _rows(1)))
    with pytest.raises(CommandError, match=words):
        answer_of("decide", "german_credit", "--file", file, "--tenant", slug, *asked)


def test_decide__format_that_is_none__named(answer_of, slug, tmp_path) -> None:
    with pytest.raises(UnknownFormatError, match=r"rows\.xlsx must end in"):
        answer_of("decide", "german_credit", "--file", str(tmp_path / "rows.xlsx"), "--tenant", slug)
