"""Decisions on the rows of files, made again one day."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from scorewright.loop.deployment.actions import activate
from scorewright.loop.serving.bulk.asking import GivenFile, ask
from scorewright.loop.serving.bulk.formats import FileKind
from scorewright.loop.serving.bulk.running import execute
from scorewright.loop.serving.replay.kept_pages import Chosen
from scorewright.loop.serving.replay.replaying import replay
from scorewright.loop.tenancy.scope import Scope


@pytest.mark.parametrize("case", list(product(["rows.csv", "rows.jsonl", "rows.parquet"], [True, False])))
def test_replay__rows_of_a_file__equal(tenant, make_version, use_case, write_rows, case) -> None:
    name, live = case
    if live:
        activate(version_id=make_version().id, by="user:test", reason="test")
    rows = [{key: cell for key, cell in row.items() if key != "late"} for row in use_case.load().rows[:60]]
    file = write_rows(rows, name)
    output = file.parent / f"answers{file.suffix}"
    run = ask(
        use_case=use_case,
        file=GivenFile(name, FileKind.of(name), str(file)),
        output=GivenFile(output.name, FileKind.of(output.name), str(output)),
        rejected_path=str(file.parent / "rejected"),
        stored=False,
        by="user:test",
    )
    execute(run.pk, tenant_id=tenant, actor="user:test")
    now = datetime.now(UTC)
    report = replay(Scope(tenant, "user:test"), Chosen(now - timedelta(hours=1), now + timedelta(seconds=1)))
    assert report.differing == []
    assert (report.total.decisions, report.total.equal, report.features_differ) == (60, 60, 0)
    assert report.fallback.decisions == (0 if live else 60)
