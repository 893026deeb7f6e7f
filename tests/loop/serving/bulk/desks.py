"""Files of rows of the small use case on one tenant's desk, and runs over them."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.bulk.asking import GivenFile, ask
from scorewright.loop.serving.bulk.formats import FileKind
from scorewright.loop.serving.bulk.running import Nobody, Observer, execute
from scorewright.loop.serving.models import ScoringRun


class InterruptedHereError(Exception):
    pass


class Interrupter(Nobody):
    """Ends the work at the ``at``-th moment: in the transaction of a checkpoint, or after a chunk."""

    def __init__(self, at: int) -> None:
        self.left = at

    def progress(self, done: int, total: int | None = None, step: str = "") -> None:
        if step == "deciding":
            self._count()

    def checkpoint(self, content: Mapping[str, Any]) -> None:
        self._count()

    def _count(self) -> None:
        self.left -= 1
        if self.left == 0:
            raise InterruptedHereError


@dataclass
class Desk:
    """Files of one tenant, and runs over them."""

    tenant: uuid.UUID
    use_case: UseCase
    folder: Path
    write: Callable[[Sequence[Mapping[str, Any]], str], Path]
    read: Callable[[Path], list[dict[str, Any]]]
    rows: list[dict[str, str]]

    def ask(self, file: Path, output: str = "answers.csv", **options: Any) -> ScoringRun:
        return ask(
            use_case=self.use_case,
            file=GivenFile(file.name, FileKind.of(file.name), str(file)),
            output=GivenFile(output, FileKind.of(output), str(self.folder / output)),
            rejected_path=str(self.folder / "rejected"),
            stored=False,
            by="user:test",
            **options,
        )

    def ask_for_rows(self, **options: Any) -> ScoringRun:
        return self.ask(self.write(self.rows, "rows.csv"), **options)

    def do(self, run: ScoringRun, observer: Observer | None = None) -> ScoringRun:
        return execute(run.pk, tenant_id=self.tenant, actor="user:test", observer=observer)

    def interrupt(self, run: ScoringRun, *, at: int = 4) -> None:
        with pytest.raises(InterruptedHereError):
            self.do(run, Interrupter(at))

    def answers(self, name: str = "answers.csv") -> list[dict[str, Any]]:
        return self.read(self.folder / name)

    @property
    def set_aside(self) -> bytes:
        return (self.folder / "rejected").read_bytes()
