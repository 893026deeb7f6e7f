"""The end of a run: who is told what, and when it is too late to stop."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from scorewright.declare import catalogue
from scorewright.declare.use_case import UseCase
from scorewright.loop.notifications.models import Alert
from scorewright.loop.serving.bulk import signs
from scorewright.loop.serving.bulk.running import Nobody
from scorewright.loop.serving.models import ScoringRun
from scorewright.loop.serving.tallies.tallies import TALLIES
from scorewright.loop.serving.telling import FALLBACK_ALERT, RECORD_ALERT

from .desks import Desk

FORMATS = [("rows.csv", "answers.csv"), ("rows.jsonl", "answers.jsonl"), ("rows.parquet", "answers.parquet")]


class StoppedError(Exception):
    pass


class Watcher(Nobody):
    """Writes down each step and, where ``stop_at`` comes, stops."""

    def __init__(self, stop_at: str = "") -> None:
        self.steps: list[str] = []
        self.ended: list[bool] = []
        self._stop_at = stop_at

    def progress(self, done: int, total: int | None = None, step: str = "") -> None:
        self.steps.append(step)
        self.ended.append(ScoringRun.objects.latest("created_at").finished_at is not None)
        if step == self._stop_at:
            raise StoppedError


@pytest.fixture
def failing_feature(in_production, use_case: UseCase, monkeypatch: pytest.MonkeyPatch) -> None:
    """The distance of a record beyond 90 km cannot be computed."""

    def far(record: Mapping[str, Any]) -> float:
        if record["distance"] > 90:
            raise ZeroDivisionError
        return float(record["distance"])

    features = [replace(one, compute=far) if one.name == "distance" else one for one in use_case.features]
    failing = replace(use_case, features=tuple(features))
    known = dict(catalogue.use_cases())
    monkeypatch.setattr(catalogue, "use_cases", lambda: known | {failing.name: failing})


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("name", ["rows.csv", "rows.jsonl"])
def test_end__the_fallback_answered_some_rows__told_once_and_how_many(failing_feature, desk: Desk, name: str) -> None:
    file = desk.write(desk.rows, name)
    run = desk.do(desk.ask(file, f"answers{file.suffix}"))
    assert run.fallbacks > 5
    alert = Alert.objects.get(kind=RECORD_ALERT)
    assert alert.times == 1
    assert f"{run.fallbacks} of 200 rows of {name}: a feature of late_delivery fails" in alert.message


def test_end__the_model_answered_all_rows__nobody_is_told(in_production, desk: Desk) -> None:
    desk.do(desk.ask_for_rows())
    assert not Alert.objects.exists()


def test_end__no_model__told_of_the_model_alone(desk: Desk) -> None:
    desk.do(desk.ask_for_rows())
    assert {alert.kind for alert in Alert.objects.all()} == {FALLBACK_ALERT}


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize(("name", "output"), FORMATS)
def test_end__behind_it__nobody_looks_whether_to_stop(in_production, desk: Desk, name: str, output: str) -> None:
    if name == "rows.parquet":
        del desk.rows[40]
    watcher = Watcher()
    run = desk.do(desk.ask(desk.write(desk.rows, name), output), watcher)
    assert (watcher.steps[-1], any(watcher.ended)) == ("done", False)
    assert run.finished_at is not None


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize(("name", "output"), FORMATS)
def test_end__the_run_was_lost_since_the_last_chunk__no_file_is_named(
    in_production, desk: Desk, name: str, output: str
) -> None:
    if name == "rows.parquet":
        del desk.rows[40]
    with pytest.raises(StoppedError):
        desk.do(desk.ask(desk.write(desk.rows, name), output), Watcher(stop_at="joining"))
    assert not (desk.folder / output).exists()


@pytest.mark.usefixtures("small_chunks")
def test_end__stopped_in_the_last_moment__not_ended_and_nothing_left_beside_the_files(
    in_production, desk: Desk
) -> None:
    run = desk.ask_for_rows(output="answers.parquet")
    with pytest.raises(StoppedError):
        desk.do(run, Watcher(stop_at="done"))
    run.refresh_from_db()
    assert run.finished_at is None
    assert sorted(path.name for path in desk.folder.iterdir()) == ["answers.parquet", "rejected", "rows.csv"]
    assert len(desk.answers("answers.parquet")) == desk.do(run).decided == 200
    assert len(desk.answers("answers.parquet")) == 200


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize(
    ("files", "steps"),
    [
        (FORMATS[0], {"reading", "copying", "joining"}),
        (FORMATS[1], {"reading", "copying", "joining"}),
        (FORMATS[2], {"reading", "joining", "checking"}),
    ],
)
def test_run__goes_on__each_long_phase_gives_signs_of_life(
    in_production, desk: Desk, monkeypatch: pytest.MonkeyPatch, files: tuple[str, str], steps: set[str]
) -> None:
    name, output = files
    if name == "rows.parquet":
        del desk.rows[40]
    run = desk.ask(desk.write(desk.rows, name), output)
    desk.interrupt(run, at=7)
    monkeypatch.setattr(signs, "BETWEEN_SECONDS", 0.0)
    watcher = Watcher()
    desk.do(run, watcher)
    assert steps < set(watcher.steps)


@pytest.mark.usefixtures("small_chunks")
def test_run__goes_on_far_behind_the_beginning__passing_over_gives_signs_of_life(
    in_production, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    del desk.rows[40]
    run = desk.ask(desk.write(desk.rows, "rows.parquet"), "answers.parquet")
    desk.interrupt(run, at=6)
    monkeypatch.setattr(signs, "BETWEEN_SECONDS", 0.0)
    watcher = Watcher()
    desk.do(run, watcher)
    assert "passing over" in watcher.steps


def _counted(desk: Desk, version: str, answered_by: str) -> int:
    return TALLIES.decisions(desk.use_case.name, version, answered_by).value


def _published(desk: Desk) -> dict[tuple[str, ...], int]:
    """What this process has written for the others."""
    files = [json.loads(path.read_bytes()) for path in Path(settings.TALLIES).glob("[0-9]*.json")]
    return {(name, *labels): value for file in files for name, labels, value in file["counters"]}


@pytest.mark.usefixtures("small_chunks")
def test_run__decisions_and_broken_rules__counted_and_published(failing_feature, in_production, desk: Desk) -> None:
    label, own = f"v{in_production.number}", desk.use_case.fallback.version
    before = [_counted(desk, label, "model"), _counted(desk, own, "fallback"), TALLIES.rejected("type").value]
    run = desk.do(desk.ask_for_rows())
    after = [_counted(desk, label, "model"), _counted(desk, own, "fallback"), TALLIES.rejected("type").value]
    found = [now - then for now, then in zip(after, before, strict=True)]
    assert found == [200 - run.fallbacks, run.fallbacks, 1]
    assert _published(desk)["scorewright_decisions", desk.use_case.name, label, "model"] == after[0]


@pytest.mark.usefixtures("small_chunks")
def test_run__tallies_that_cannot_be_written__decided_all_the_same(
    in_production, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    from scorewright.loop.serving.tallies.published import published_tallies

    blocked = desk.folder / "blocked"
    blocked.write_text("a file where a folder should be")
    monkeypatch.setattr(settings, "TALLIES", blocked)
    published_tallies.cache_clear()
    assert desk.do(desk.ask_for_rows()).decided == 200
    published_tallies.cache_clear()
