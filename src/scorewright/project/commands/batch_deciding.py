"""Deciding on a file from the command line: which files, which columns, and what is shown."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from uuid import UUID

from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.bulk.asking import GivenFile, ask
from scorewright.loop.serving.bulk.formats import FileKind, Format, stem
from scorewright.loop.serving.bulk.opening import open_reader
from scorewright.loop.serving.bulk.queries import interrupted
from scorewright.loop.serving.bulk.running import execute
from scorewright.loop.serving.models import ScoringRun
from scorewright.loop.serving.selection import PRODUCTION, Selection
from scorewright.loop.tenancy.scope import Scope

Record = Literal["rows", "run"]


@dataclass(frozen=True)
class Files:
    """Where rows come from, and where decisions and rejected rows go."""

    input: Path
    output: Path

    @classmethod
    def named(cls, file: Path, output: Path | None) -> "Files":
        """By default the result stands beside the file.

        >>> Files.named(Path("rows.csv.gz"), None).output.name
        'rows.decided.csv'
        """
        beside = file.with_name(f"{stem(file.name)}.decided.{FileKind.of(file.name).format}")
        return cls(file, output or beside)

    @property
    def rejected(self) -> Path:
        """Where the rejected rows go: in CSV, or in JSON Lines where the rows are.

        >>> Files(Path("rows.csv"), Path("answers.csv")).rejected.name
        'answers.rejected.csv'
        """
        lines = FileKind.of(self.input.name).format == Format.JSON_LINES
        return self.output.with_name(f"{stem(self.output.name)}.rejected.{'jsonl' if lines else 'csv'}")

    @property
    def clash(self) -> bool:
        """Whether what is read would be written over."""
        return self.input.resolve() in (self.output.resolve(), self.rejected.resolve())


@dataclass
class Bar:
    """An observer of a run who moves a bar."""

    move: Callable[[str, int, int], None]

    def progress(self, done: int, total: int | None = None, step: str = "") -> None:
        self.move(step, done, total or done)

    def checkpoint(self, content: Mapping[str, Any]) -> None:
        """Nothing to show."""


def prepare(
    use_case: UseCase,
    files: Files,
    scope: Scope,
    *,
    record: Record,
    ignore: Collection[str],
    selection: Selection = PRODUCTION,
    resume: bool,
) -> UUID:
    """The run that is to be done, or gone on with. Raises FileUnreadableError, RunNotFoundError, UnknownFormatError."""
    paths = (str(files.input.resolve()), str(files.output.resolve()))
    if resume:
        return interrupted(use_case=use_case.name, input_path=paths[0], output_path=paths[1]).pk
    kind = FileKind.of(files.input.name)
    return ask(
        use_case=use_case,
        file=GivenFile(files.input.name, kind, paths[0]),
        output=GivenFile(files.output.name, FileKind.of(files.output.name), paths[1]),
        rejected_path=str(files.rejected.resolve()),
        stored=False,
        by=scope.actor,
        record=record,
        ignored=passed_on(use_case, files.input, frozenset(ignore)),
        selection=selection,
    ).pk


def decide_file(run_id: UUID, scope: Scope, on_step: Callable[[str, int, int], None]) -> ScoringRun:
    """Do the run, or the rest of it."""
    return execute(run_id, tenant_id=scope.tenant_id, actor=scope.actor, observer=Bar(on_step))


def answer(run: ScoringRun) -> dict[str, Any]:
    """The run for programs."""
    return {
        "use_case": run.use_case,
        "rows": run.rows,
        "decided": run.decided,
        "rejected": run.rejected,
        "fallbacks": run.fallbacks,
        "positive": run.positive,
        "output": run.output_path,
        "rejected_output": run.rejected_path if run.rejected else None,
        "run": str(run.pk),
        "model_version": run.version,
        "input_sha256": run.input_sha256,
        "output_sha256": run.output_sha256,
    }


def passed_on(use_case: UseCase, file: Path, ignore: frozenset[str]) -> frozenset[str]:
    """What is ignored: what was asked for and, where a column is still unknown, what training ignores."""
    columns = open_reader(file, file.name, FileKind.of(file.name)).columns
    known = {field.name for field in use_case.fields} | {use_case.outcome.name} | ignore
    return ignore if columns is None or set(columns) <= known else ignore | use_case.load().ignored
