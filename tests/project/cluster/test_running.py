import json
import uuid
from pathlib import Path

import polars as pl
import pytest
from django.core.management import CommandError

from scorewright.loop.serving.bulk.beginning import RunChangedError
from scorewright.loop.serving.bulk.fingerprints import fingerprint
from scorewright.loop.serving.bulk.queries import RunNotFoundError
from scorewright.loop.serving.models import Decision, ScoringRun
from scorewright.loop.tenancy.scope import acting
from scorewright.project.cluster import running
from scorewright.project.cluster.folders import MANIFEST, FolderError, fingerprint_of


def contents(folder: Path) -> dict[str, bytes]:
    """Of every file but the manifest, which names the run."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != MANIFEST
    }


def run_of(done: dict, tenant_id: uuid.UUID) -> ScoringRun:
    with acting(tenant_id, actor="test"):
        return ScoringRun.objects.get(pk=done["run"])


def test_folder__decided_on__row_for_row_what_single_files_give(decide, folder, tmp_path) -> None:
    out = tmp_path / "out"
    done = decide("--folder", folder, "--output", out)
    assert (done["rows"], done["decided"], done["rejected"], done["fallbacks"]) == (900, 899, 1, 0)
    for path in sorted(folder.rglob("*.parquet")):
        alone = decide("--file", path, "--output", tmp_path / "alone.parquet", "--record", "run")
        made = pl.read_parquet(out / path.relative_to(folder))
        assert made.equals(pl.read_parquet(tmp_path / "alone.parquet"), null_equal=True), path
        aside = (out / path.relative_to(folder)).with_suffix(".rejected.csv")
        assert aside.exists() == bool(alone["rejected"])
        if alone["rejected"]:
            assert aside.read_text() == Path(alone["rejected_output"]).read_text()


def test_folder__decided_on__run_and_manifest_name_every_file(decide, folder, model_tenant, tmp_path) -> None:
    out = tmp_path / "out"
    done = decide("--folder", folder, "--output", out)
    run = run_of(done, model_tenant[0])
    assert (run.record, run.finished_at is not None, len(run.files), done["files"]) == ("run", True, 10, 10)
    for entry in run.files:
        assert entry["input_sha256"] == fingerprint(folder / entry["name"]).sha256
        assert entry["output_sha256"] == fingerprint(out / entry["name"]).sha256
    (aside,) = [entry for entry in run.files if entry["rejected_sha256"]]
    assert aside["rejected_sha256"] == fingerprint(out / "april/3.rejected.csv").sha256
    assert run.input_sha256 == fingerprint_of((entry["name"], entry["input_sha256"]) for entry in run.files)
    manifest = json.loads((out / MANIFEST).read_text())
    assert (manifest["run"], manifest["files"]) == (done["run"], run.files)
    assert manifest["artefact_sha256"] == run_version_artefact(run, model_tenant[0])
    assert not (out / ".unfinished").exists()
    with acting(model_tenant[0], actor="test"):
        assert Decision.objects.count() == 0


def run_version_artefact(run: ScoringRun, tenant_id: uuid.UUID) -> str:
    with acting(tenant_id, actor="test"):
        return ScoringRun.objects.select_related("model_version").get(pk=run.pk).model_version.artefact_sha256


def test_folder__tenant_without_a_model__the_fallback_answers(command, folder, tenant_id, tmp_path) -> None:
    from scorewright.loop.tenancy.queries import tenants

    slug = next(tenant.slug for tenant in tenants() if tenant.pk == tenant_id)
    done = command("decide", "german_credit", "--folder", folder, "--output", tmp_path / "out", "--tenant", slug)
    assert done["fallbacks"] == done["decided"] == 899


def test_resume__after_an_interruption__leaves_alone_what_stands_and_ends_as_if_nothing_was(
    decide, folder, tmp_path, monkeypatch
) -> None:
    whole, out = tmp_path / "whole", tmp_path / "out"
    decide("--folder", folder, "--output", whole)
    monkeypatch.setattr(running, "SAVE_SECONDS", 0.0)
    interrupt_after(5, monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        decide("--folder", folder, "--output", out)
    monkeypatch.undo()
    kept = out / "april/0.parquet"
    before = kept.stat().st_mtime_ns
    (out / "april/1.parquet").write_bytes(b"somebody wrote here")
    done = decide("--folder", folder, "--output", out, "--resume")
    assert kept.stat().st_mtime_ns == before
    assert (done["rows"], contents(out)) == (900, contents(whole))


def interrupt_after(parts: int, monkeypatch: pytest.MonkeyPatch) -> None:
    decide_part, begun = running.decide_part, iter(range(parts))

    def interrupted(kit, asked):
        if next(begun, None) is None:
            raise KeyboardInterrupt
        return decide_part(kit, asked)

    monkeypatch.setattr(running, "decide_part", interrupted)


def test_resume__a_file_has_changed__refused(decide, folder, tmp_path, monkeypatch) -> None:
    interrupt_after(2, monkeypatch)
    with pytest.raises(KeyboardInterrupt):
        decide("--folder", folder, "--output", tmp_path / "out")
    monkeypatch.undo()
    pl.read_parquet(folder / "may/8.parquet").head(3).write_parquet(folder / "may/8.parquet")
    with pytest.raises(RunChangedError, match="another SHA-256"):
        decide("--folder", folder, "--output", tmp_path / "out", "--resume")


def test_resume__nothing_was_interrupted__says_so(decide, folder, tmp_path) -> None:
    with pytest.raises(RunNotFoundError, match="was interrupted"):
        decide("--folder", folder, "--output", tmp_path / "out", "--resume")


def test_folder__bad_files__all_named_before_anything_is_decided(decide, folder, tmp_path) -> None:
    (folder / "may/9.parquet").write_bytes(b"no Parquet")
    frame = pl.read_parquet(folder / "may/8.parquet")
    frame.with_columns(pl.lit(1).alias("stranger")).write_parquet(folder / "may/8.parquet")
    with pytest.raises(FolderError, match=r"may/8\.parquet: .*stranger.*may/9\.parquet: is no Parquet file"):
        decide("--folder", folder, "--output", tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_folder__output_unfit__refused_by_name(decide, folder, tmp_path) -> None:
    with pytest.raises(FolderError, match="nor stand in it"):
        decide("--folder", folder, "--output", folder / "out")
    (tmp_path / "full").mkdir()
    (tmp_path / "full/a.txt").write_text("mine")
    with pytest.raises(FolderError, match="must be empty"):
        decide("--folder", folder, "--output", tmp_path / "full")
    with pytest.raises(FolderError, match=r"no file that ends in \.parquet"):
        decide("--folder", tmp_path / "full", "--output", tmp_path / "out")


def test_options__that_do_not_fit_together__refused(decide, folder, tmp_path) -> None:
    with pytest.raises(CommandError, match="--folder needs --output"):
        decide("--folder", folder)
    with pytest.raises(CommandError, match="keeps the run alone"):
        decide("--folder", folder, "--output", tmp_path / "out", "--record", "rows")
    with pytest.raises(CommandError, match="--dask needs --folder"):
        decide("--file", folder / "may/8.parquet", "--dask", "local")


def test_folder__a_file_changes_while_it_is_read__no_result_under_its_name(
    decide, folder, tmp_path, monkeypatch
) -> None:
    from scorewright.project.cluster import deciding_part

    finish = deciding_part._finish

    def changed_meanwhile(parts) -> None:
        finish(parts)
        (folder / "april/0.parquet").write_bytes((folder / "april/1.parquet").read_bytes())

    monkeypatch.setattr(deciding_part, "_finish", changed_meanwhile)
    with pytest.raises(deciding_part.PartChangedError, match=r"april/0\.parquet has changed"):
        decide("--folder", folder, "--output", tmp_path / "out")
    assert contents(tmp_path / "out") == {}
