"""A run over a folder, from its beginning, or from where it was interrupted, to its end."""

import shutil
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.utils import timezone

from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.bulk.asking import GivenFile, ask
from scorewright.loop.serving.bulk.beginning import begin
from scorewright.loop.serving.bulk.fingerprints import Fingerprint
from scorewright.loop.serving.bulk.queries import interrupted
from scorewright.loop.serving.models import ScoringRun
from scorewright.loop.serving.selection import PRODUCTION, Selection
from scorewright.loop.tenancy.scope import Scope, acting
from scorewright.project.cluster.deciding_part import PARQUET, Asked, decide_part
from scorewright.project.cluster.folders import FolderError, Folders, fingerprint_of
from scorewright.project.cluster.kit import Kit
from scorewright.project.cluster.looking import Expected, Looked, look
from scorewright.project.cluster.manifest import write_manifest
from scorewright.project.cluster.packing import pack
from scorewright.project.cluster.parts import DecidedPart, Part
from scorewright.project.cluster.pools import Pool

SAVE_SECONDS = 2.0  # what was decided on since the last time is decided on again after a crash, with the same result
MOST_NAMED = 5
OnStep = Callable[[str, int, int], None]


def prepare_folder(
    use_case: UseCase,
    folders: Folders,
    scope: Scope,
    *,
    ignored: Collection[str],
    selection: Selection = PRODUCTION,
    resume: bool,
) -> UUID:
    """The run that is to be done, or gone on with. Raises FolderError, RunNotFoundError."""
    folders.check(resume=resume)
    paths = (str(folders.input), str(folders.output))
    if resume:
        return interrupted(use_case=use_case.name, input_path=paths[0], output_path=paths[1]).pk
    return ask(
        use_case=use_case,
        file=GivenFile(folders.input.name, PARQUET, paths[0]),
        output=GivenFile(folders.output.name, PARQUET, paths[1]),
        rejected_path=paths[1],
        stored=False,
        by=scope.actor,
        record="run",
        ignored=ignored,
        selection=selection,
    ).pk


def decide_folder(run_id: UUID, scope: Scope, pool: Pool, on_step: OnStep) -> ScoringRun:
    """Decide on each file of the folder once, and write down what came of it.

    Interrupted, and called again, it leaves alone what is done and still stands. Raises FolderError,
    RunChangedError, KitRefusedError, PartChangedError, FileUnreadableError.
    """
    with acting(scope.tenant_id, actor=scope.actor):
        run = ScoringRun.objects.select_related("model_version").get(pk=run_id)
    work = _Work(run, Folders(Path(run.input_path), Path(run.output_path)), scope, pool, on_step)
    looked = work.look()
    found = Fingerprint(fingerprint_of((file.name, file.sha256) for file in looked), sum(f.size for f in looked), 0)
    with acting(scope.tenant_id, actor=scope.actor):
        kit = pack(begin(run, found))
    run.expected_rows = sum(file.rows for file in looked)
    work.end(kit, work.decide(kit, looked))
    return run


@dataclass(frozen=True)
class _Work:
    run: ScoringRun
    folders: Folders
    scope: Scope
    pool: Pool
    on_step: OnStep

    def look(self) -> list[Looked]:
        """All files, in the order of their names, before anything is decided: a bad one is named at once."""
        names = self.folders.names()
        expected = Expected(self.run.use_case, frozenset(self.run.ignored))
        looked: list[Looked] = []
        for file in self.pool.each(look, expected, {name: (name, self.folders.input / name) for name in names}):
            looked.append(file)
            self.on_step("looking at files", len(looked), len(names))
        objections = sorted(file.objection for file in looked if file.objection)
        if objections:
            more = f"; and {len(objections) - MOST_NAMED} more" if len(objections) > MOST_NAMED else ""
            raise FolderError("; ".join(objections[:MOST_NAMED]) + more)
        return sorted(looked, key=lambda file: file.name)

    def decide(self, kit: Kit, looked: Sequence[Looked]) -> list[DecidedPart]:
        """What came of each file, in the order of their names."""
        self.folders.output.mkdir(parents=True, exist_ok=True)
        known = {entry["name"]: DecidedPart.from_json(entry) for entry in self.run.files}
        asked = {file.name: Asked(self._part(file), known.get(file.name), self.folders.unfinished) for file in looked}
        saved_at, rows = time.monotonic(), 0
        done = dict(known)
        for count, part in enumerate(self.pool.each(decide_part, kit, asked), start=1):
            done[part.name] = part
            if time.monotonic() - saved_at > SAVE_SECONDS and count < len(asked):
                self._save(done.values())
                saved_at = time.monotonic()
            rows += part.rows
            self.on_step("deciding", rows, self.run.expected_rows or 0)
        return sorted(done.values(), key=lambda part: part.name)

    def end(self, kit: Kit, done: Sequence[DecidedPart]) -> None:
        """Write down, in the database and beside the result, that all of it is done."""
        rejected = [(part.name, part.rejected_sha256) for part in done if part.rejected_sha256]
        self.run.output_sha256 = fingerprint_of((part.name, part.output_sha256) for part in done)
        self.run.rejected_sha256 = fingerprint_of(rejected) if rejected else ""
        write_manifest(self.run, kit, self.folders, done)
        shutil.rmtree(self.folders.unfinished, ignore_errors=True)  # of workers that were killed
        self.run.finished_at = timezone.now()
        self._save(done)

    def _part(self, file: Looked) -> Part:
        return Part(file.name, file.path, self.folders.output / file.name, file.sha256, file.size)

    def _save(self, done: Collection[DecidedPart]) -> None:
        self.run.files = [part.to_json() for part in done]
        for count in ("rows", "decided", "rejected", "fallbacks", "positive"):
            setattr(self.run, count, sum(getattr(part, count) for part in done))
        with acting(self.scope.tenant_id, actor=self.scope.actor):
            self.run.save()
