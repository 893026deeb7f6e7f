"""Advice on the rows of files: kept with each decision, and left out of the result, whose cells are no lists."""

from dataclasses import replace

import polars as pl
import pytest

from scorewright.declare import catalogue
from scorewright.declare.advice import Advice, Advisor
from scorewright.declare.records import Record, number
from scorewright.loop.serving.bulk.asking import GivenFile, ask
from scorewright.loop.serving.bulk.formats import FileKind
from scorewright.loop.serving.bulk.running import execute
from scorewright.loop.serving.models import Decision


def advise(record: Record) -> tuple[Advice, ...]:
    return (Advice("gap", "distance", "So far.", value=number(record, "distance")),)


@pytest.mark.parametrize("name", ["rows.csv", "rows.jsonl", "rows.parquet"])
def test_rows_of_a_file__advice__kept_and_not_in_the_result(tenant, use_case, monkeypatch, write_rows, name) -> None:
    advised = replace(use_case, advisor=Advisor(advise=advise))
    known = dict(catalogue.use_cases()) | {advised.name: advised}
    monkeypatch.setattr(catalogue, "use_cases", lambda: known)
    rows = [{key: cell for key, cell in row.items() if key != "late"} for row in use_case.load().rows[:20]]
    file = write_rows(rows, name)
    output = file.parent / f"answers{file.suffix}"
    run = ask(
        use_case=advised,
        file=GivenFile(name, FileKind.of(name), str(file)),
        output=GivenFile(output.name, FileKind.of(output.name), str(output)),
        rejected_path=str(file.parent / "rejected"),
        stored=False,
        by="user:test",
    )
    execute(run.pk, tenant_id=tenant, actor="user:test")
    kept = list(Decision.objects.order_by("id"))
    assert [one.advice[0]["value"] for one in kept] == [float(one.record["distance"]) for one in kept]
    read = {".csv": pl.read_csv, ".jsonl": pl.read_ndjson, ".parquet": pl.read_parquet}[output.suffix]
    assert "advice" not in read(output).columns
