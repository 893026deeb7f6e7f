"""Files of outcomes: any size, any format, interrupted or not."""

import csv
import gzip
import io
import json
import tracemalloc
import uuid
from collections.abc import Callable
from typing import Any

import polars as pl
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from scorewright.loop.outcomes.files import running
from scorewright.loop.outcomes.files.running import execute, verdicts_path
from scorewright.loop.outcomes.models import OutcomeFile, Statement
from scorewright.loop.serving.bulk import csv_reader
from scorewright.loop.serving.bulk.chunk import FileUnreadableError
from scorewright.loop.serving.bulk.running import Nobody, RunTakenOverError
from scorewright.loop.tenancy.scope import acting

Keep = Callable[..., OutcomeFile]


def csv_of(rows: list[dict[str, Any]]) -> bytes:
    text = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(text, names)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


@pytest.fixture
def keep(tenant_id: uuid.UUID) -> Keep:
    """Keeps a file as an upload would."""

    def keep(content: bytes, kind: str = "csv") -> OutcomeFile:
        file_id = uuid.uuid4()
        path = storages["default"].save(f"outcomes/{tenant_id}/{file_id}/input.{kind}", ContentFile(content))
        with acting(tenant_id, actor="user:test"):
            return OutcomeFile.objects.create(
                id=file_id, name=f"rows.{kind}", kind=kind, path=path, bytes=len(content), by="key:test"
            )

    return keep


@pytest.fixture
def run(tenant_id: uuid.UUID) -> Callable[..., OutcomeFile]:
    return lambda file, **given: execute(file.pk, tenant_id=tenant_id, actor="user:test", **given)


def verdicts_of(file: OutcomeFile) -> list[dict[str, str]]:
    with verdicts_path(file).open(encoding="utf-8", newline="") as text:
        return list(csv.DictReader(text))


@pytest.mark.parametrize("kind", ["csv", "csv.gz", "jsonl", "jsonl.gz", "parquet"])
def test_execute__any_format__each_row_its_verdict(kind, keep, run, decided) -> None:
    ids = [str(decision.pk) for decision in decided(3)]
    rows = [{"decision_id": ids[0], "value": "yes"}, {"decision_id": ids[1], "value": "no"}]
    rows += [{"decision_id": ids[2], "value": "perhaps"}]
    parquet = io.BytesIO()
    pl.DataFrame(rows).write_parquet(parquet)
    content = {
        "csv": csv_of(rows),
        "jsonl": b"\n".join(json.dumps(row).encode() for row in rows),
        "parquet": parquet.getvalue(),
    }[kind.partition(".")[0]]
    file = run(keep(gzip.compress(content) if kind.endswith(".gz") else content, kind))
    assert (file.rows, file.counts) == (3, {"new": 2, "refused": 1})
    assert file.finished_at is not None
    found = [(row["row"], row["decision_id"], row["verdict"], row["field"]) for row in verdicts_of(file)]
    assert found == [("1", ids[0], "new", ""), ("2", ids[1], "new", ""), ("3", ids[2], "refused", "value")]


def test_execute__all_columns__as_they_were_said(tenant_id, keep, run, decided) -> None:
    (first, second) = decided(2)
    rows = [
        {
            "decision_id": first.pk,
            "value": "no",
            "source": "investigated",
            "inclusion_probability": "0.25",
            "occurred_at": (first.at).isoformat(),
            "reason": "drawn by lot",
        },
        {"decision_id": second.pk, "value": "yes"},
    ]
    assert run(keep(csv_of(rows))).counts == {"new": 2}
    with acting(tenant_id, actor="user:test"):
        said = Statement.objects.get(decision=first)
    assert (said.source, said.inclusion_probability, said.occurred_at) == ("investigated", 0.25, first.at)
    assert (said.reason, said.by) == ("drawn by lot", "key:test")


def test_execute__same_file_twice__changes_nothing_and_says_so(keep, run, decided) -> None:
    content = csv_of([{"decision_id": decision.pk, "value": "no"} for decision in decided(5)])
    assert run(keep(content)).counts == {"new": 5}
    assert run(keep(content)).counts == {"unchanged": 5}


def test_execute__rows_that_cannot_be_read__told_with_their_number(keep, run, decided) -> None:
    (decision,) = decided(1)
    content = b'{"decision_id"\n{"decision_id": "%s", "value": "no"}\n[1]\n' % str(decision.pk).encode()
    file = run(keep(content, "jsonl"))
    assert [(row["row"], row["verdict"], row["rule"]) for row in verdicts_of(file)] == [
        ("1", "refused", "json"),
        ("2", "new", ""),
        ("3", "refused", "json"),
    ]


def test_execute__ragged_rows__told_with_their_number(keep, run, decided) -> None:
    (decision,) = decided(1)
    file = run(keep(f"decision_id,value\nonly one cell\n{decision.pk},no\n".encode()))
    assert [(row["row"], row["rule"]) for row in verdicts_of(file)] == [("1", "cells"), ("2", "")]


class Interrupted(Nobody):
    """Goes away after so many chunks, before the checkpoint is kept."""

    def __init__(self, after: int) -> None:
        self.left = after

    def checkpoint(self, content: Any) -> None:
        self.left -= 1
        if self.left < 0:
            raise OSError("the worker went away")


def test_execute__interrupted__goes_on_and_each_row_has_one_verdict(tenant_id, keep, run, decided, monkeypatch) -> None:
    monkeypatch.setattr(running, "ROWS_AT_ONCE", 4)
    decisions = decided(10)
    file = keep(csv_of([{"decision_id": decision.pk, "value": "no"} for decision in decisions]))
    for chunks in (1, 0):
        with pytest.raises(OSError, match="went away"):
            run(file, observer=Interrupted(chunks))
    with acting(tenant_id, actor="user:test"):
        file.refresh_from_db()
        assert (file.rows, Statement.objects.count()) == (4, 4)
    done = run(file)
    assert (done.rows, done.counts) == (10, {"new": 10})
    assert [row["row"] for row in verdicts_of(done)] == [str(number) for number in range(1, 11)]
    assert {row["verdict"] for row in verdicts_of(done)} == {"new"}
    assert run(file).counts == {"new": 10}


def test_execute__somebody_else_is_further__nothing_is_set_back(tenant_id, keep, run, decided) -> None:
    (decision,) = decided(1)
    file = keep(csv_of([{"decision_id": decision.pk, "value": "no"}]))

    class Overtaken(Nobody):
        def checkpoint(self, content: Any) -> None:
            OutcomeFile.objects.filter(pk=file.pk).update(rows=7)

    with pytest.raises(RunTakenOverError):
        run(file, observer=Overtaken())


def test_execute__cut_off__what_was_read_stays_and_the_rest_is_an_error(keep, run, decided) -> None:
    rows = [{"decision_id": decision.pk, "value": "no"} for decision in decided(3)]
    content = gzip.compress(csv_of(rows))[:-12]
    with pytest.raises(FileUnreadableError, match=r"rows\.csv\.gz"):
        run(keep(content, "csv.gz"))


def test_execute__four_times_as_many_rows__take_no_more_memory(keep, run, monkeypatch) -> None:
    """Rows of decisions that nobody made: reading and telling is what could grow."""
    monkeypatch.setattr(csv_reader, "BLOCK_BYTES", 64 << 10)
    row = f"{uuid.UUID(int=1)},yes\n".encode()

    def peak(rows: int) -> int:
        file = keep(b"decision_id,value\n" + row * rows)
        tracemalloc.start()
        try:
            assert run(file).counts == {"refused": rows}
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    assert 1.3 * peak(6_000) > peak(24_000)
