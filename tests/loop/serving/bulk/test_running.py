"""Whole runs, in every format, from beginning to end and with interruptions."""

import csv
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages

from scorewright.declare import catalogue
from scorewright.declare.decision import Decision as Policy
from scorewright.declare.records import Record, read_record
from scorewright.declare.use_case import UseCase
from scorewright.loop.deployment.actions import activate
from scorewright.loop.registry import artefacts
from scorewright.loop.serving import loaded_models
from scorewright.loop.serving.bulk.attempts import partial_of
from scorewright.loop.serving.bulk.beginning import RunChangedError
from scorewright.loop.serving.bulk.running import Nobody, RunTakenOverError
from scorewright.loop.serving.models import Decision, ScoringRun
from scorewright.loop.serving.plans import plan_for
from scorewright.loop.tenancy.scope import acting

from .desks import Desk, InterruptedHereError, Interrupter

FORMATS = ("rows.csv", "rows.csv.gz", "rows.jsonl", "rows.jsonl.gz", "rows.parquet")
RESULTS = ("answers.csv", "answers.csv.gz", "answers.jsonl", "answers.jsonl.gz", "answers.parquet")


def _without_ids(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: cell for name, cell in row.items() if name != "decision_id"} for row in rows]


@pytest.mark.parametrize(("name", "output"), list(zip(FORMATS[:4], RESULTS[:4], strict=True)))
def test_run__any_format__the_same_decisions_as_one_by_one(name, output, in_production, desk: Desk) -> None:
    run = desk.do(desk.ask(desk.write(desk.rows, name), output))
    assert (run.rows, run.decided, run.rejected, run.fallbacks) == (201, 200, 1, 0)
    plan = plan_for(desk.use_case)
    kept = {decision.request_id: decision for decision in Decision.objects.all()}
    answers = {row["decision_id"]: row for row in desk.answers(output)}
    assert len(answers) == len(kept) == 200
    for number, row in enumerate(desk.rows, 1):
        if number == 41:
            continue
        decision = kept[f"{name}:{number}"]
        expected = plan.answer(_record(desk.use_case, row))
        answer = answers[str(decision.id)]
        assert abs(decision.probability - expected.verdict.probability) <= 1e-6
        assert float(answer["probability"]) == decision.probability
        assert str(answer["label"]) == str(decision.label_value)
        assert decision.features == dict(expected.features)
        assert decision.model_version_id == in_production.pk


def _record(use_case: UseCase, row: Mapping[str, str]) -> Record:
    return read_record(use_case.fields, {name: cell for name, cell in row.items() if name != use_case.outcome.name})


@pytest.mark.parametrize("record", ["rows", "run"])
@pytest.mark.parametrize(("name", "output"), list(zip(FORMATS, RESULTS, strict=True)))
@pytest.mark.usefixtures("small_chunks")
def test_run__interrupted_at_every_moment__no_row_twice_and_none_lost(
    name, output, record, in_production, desk: Desk
) -> None:
    if name == "rows.parquet":
        desk.rows[40] |= {"distance": "-5"}  # a typed column holds no words
    file = desk.write(desk.rows, name)
    whole = desk.do(desk.ask(file, output, record=record))
    expected, set_aside = _without_ids(desk.answers(output)), desk.set_aside
    Decision.objects.all().delete()
    assert len(expected) == 200
    for moment in range(1, 16):
        run = desk.ask(file, output, record=record)
        try:
            desk.do(run, Interrupter(moment))
        except InterruptedHereError:
            run = desk.do(run)
        found = desk.answers(output)
        assert _without_ids(found) == expected, moment
        assert desk.set_aside == set_aside
        run.refresh_from_db()
        assert (run.rows, run.decided, run.rejected) == (201, 200, 1)
        assert (run.input_sha256, run.output_sha256 != "") == (whole.input_sha256, True)
        kept = {str(decision.id) for decision in Decision.objects.all()}
        assert kept == ({row["decision_id"] for row in found} if record == "rows" else set())
        Decision.objects.all().delete()
    assert sorted(path.name for path in desk.folder.iterdir()) == sorted([name, output, "rejected"])


@pytest.mark.usefixtures("small_chunks")
def test_run__another_version_comes_into_production_midway__the_first_one_goes_on(
    in_production, make_version, desk: Desk
) -> None:
    run = desk.ask_for_rows()
    desk.interrupt(run)
    activate(version_id=make_version().id, reason="test", by="user:test")
    desk.do(run)
    assert set(Decision.objects.values_list("model_version_id", flat=True)) == {in_production.pk}


@pytest.mark.usefixtures("small_chunks")
def test_run__file_changed_midway__refused(in_production, desk: Desk) -> None:
    run = desk.ask_for_rows()
    desk.interrupt(run)
    file = Path(run.input_path)
    file.write_text(file.read_text().replace("small", "large", 1))
    with pytest.raises(RunChangedError, match=r"rows\.csv has changed"):
        desk.do(run)


@pytest.mark.usefixtures("small_chunks")
def test_run__policy_changed_midway__refused(in_production, desk: Desk, monkeypatch) -> None:
    run = desk.ask_for_rows()
    desk.interrupt(run)
    other = replace(desk.use_case, decision=Policy(threshold=0.6))
    known = dict(catalogue.use_cases())
    monkeypatch.setattr(catalogue, "use_cases", lambda: known | {other.name: other})
    with pytest.raises(RunChangedError, match="policy of late_delivery has changed"):
        desk.do(run)


@pytest.mark.usefixtures("small_chunks")
def test_run__artefact_gone_midway__refused_rather_than_answered_otherwise(
    in_production, desk: Desk, monkeypatch
) -> None:
    run = desk.ask_for_rows()
    desk.interrupt(run)
    monkeypatch.setattr(loaded_models, "RECHECK_SECONDS", 0.0)
    storages["artefacts"].delete(artefacts.ARTEFACTS.name(in_production.artefact_sha256))
    with pytest.raises(RunChangedError, match="cannot answer any more"):
        desk.do(run)


@pytest.mark.usefixtures("small_chunks")
def test_run__somebody_else_goes_on_with_it__the_slower_one_stops(in_production, desk: Desk) -> None:
    run = desk.ask_for_rows()

    class Overtaken(Nobody):
        def progress(self, done: int, total: int | None = None, step: str = "") -> None:
            if done == 60:
                with acting(desk.tenant, actor="user:other"):
                    ScoringRun.objects.filter(pk=run.pk).update(rows=90)

    with pytest.raises(RunTakenOverError):
        desk.do(run, Overtaken())


def test_run__a_writer_that_was_thought_dead__cannot_spoil_the_result(in_production, desk: Desk, small_chunks) -> None:
    run = desk.ask_for_rows()
    desk.interrupt(run)
    with partial_of(desk.folder / "answers.csv").open("r+b") as left_open:
        desk.do(run)
        left_open.write(b"late words of a worker that woke up")
    assert [row["distance"] for row in desk.answers()] == [
        row["distance"] for row in desk.rows if row["distance"] != "a lot"
    ]


def test_run__no_model__the_fallback_answers_all_and_is_marked(desk: Desk) -> None:
    run = desk.do(desk.ask_for_rows())
    own = desk.use_case.fallback.version
    assert (run.fallbacks, run.decided, run.version) == (200, 200, own)
    assert {(row["fallback"], row["model_version"]) for row in desk.answers()} == {("true", own)}
    assert {decision.fallback_reason for decision in Decision.objects.all()} == {
        "late_delivery has no model in production"
    }


def test_run__columns_named_like_ours__kept_and_ours_prefixed(in_production, desk: Desk) -> None:
    del desk.rows[40]
    desk.rows[3] |= {"distance": ""}
    desk.rows = [row | {"label": "mine", "row": "r"} for row in desk.rows]
    desk.do(desk.ask_for_rows(ignored=["label", "row"]))
    assert {row["label"] for row in desk.answers()} == {"mine"}
    assert {row["decision_label"] for row in desk.answers()} == {"yes", "no"}
    (aside,) = csv.DictReader(desk.set_aside.decode().splitlines())
    assert (aside["row"], aside["rejected_row"], aside["field"], aside["rule"]) == ("r", "4", "distance", "required")


@pytest.mark.parametrize("output", ["answers.csv", "answers.parquet"])
def test_run__file_without_rows__a_result_without_rows(desk: Desk, output: str) -> None:
    file = desk.folder / "rows.csv"
    file.write_text("distance,parcels,van\n")
    run = desk.do(desk.ask(file, output))
    assert (run.rows, run.decided, desk.answers(output)) == (0, 0, [])
    assert not (desk.folder / "rejected").exists()
