"""A declared confidence holds for the rows of files as for single records."""

from dataclasses import replace

import pytest

from scorewright.declare import catalogue
from scorewright.declare.confidence import Confidence, Part
from scorewright.declare.decision import Verdict
from scorewright.declare.records import Record, number
from scorewright.loop.deployment.actions import activate
from scorewright.loop.serving.bulk.asking import GivenFile, ask
from scorewright.loop.serving.bulk.formats import FileKind
from scorewright.loop.serving.bulk.running import execute
from scorewright.loop.serving.models import Decision
from scorewright.loop.serving.plans import plan_for


def told(record: Record, verdict: Verdict) -> float:
    return min(1.0, number(record, "distance") / 200) * verdict.confidence


def test_rows_of_a_file__declared_confidence__as_one_by_one(
    tenant, use_case, make_version, monkeypatch, write_rows
) -> None:
    sure = Confidence(parts=(Part(name="told", weight=1.0, of=told),))
    declared = replace(use_case, confidence=sure, decision=replace(use_case.decision, review_below=0.25))
    monkeypatch.setattr(catalogue, "use_cases", lambda: {declared.name: declared})
    activate(version_id=make_version().id, by="user:test", reason="the test's")
    rows = [{key: cell for key, cell in row.items() if key != "late"} for row in use_case.load().rows[:30]]
    file = write_rows(rows, "rows.csv")
    run = ask(
        use_case=declared,
        file=GivenFile("rows.csv", FileKind.of("rows.csv"), str(file)),
        output=GivenFile("answers.csv", FileKind.of("rows.csv"), str(file.parent / "answers.csv")),
        rejected_path=str(file.parent / "rejected"),
        stored=False,
        by="user:test",
    )
    execute(run.pk, tenant_id=tenant, actor="user:test")
    kept = list(Decision.objects.order_by("id"))
    plan = plan_for(declared)
    verdicts = [answer.verdict for answer in plan.answers([declared.read(one.record) for one in kept])]
    assert [one.fallback for one in kept] == [False] * 30
    assert [one.confidence for one in kept] == pytest.approx([one.confidence for one in verdicts], abs=1e-6)
    assert {one.needs_review for one in kept} == {True, False}
    assert [one.needs_review for one in kept] == [one.needs_review for one in verdicts]
