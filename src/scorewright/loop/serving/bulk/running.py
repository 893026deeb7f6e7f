"""A run from its beginning, or from its checkpoint, to its end."""

import os
import time
from collections.abc import Generator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import Any, Protocol
from uuid import UUID

from django.utils import timezone

from scorewright.declare.columns import Accepted
from scorewright.loop.serving.bulk.ahead import ahead, made_ahead
from scorewright.loop.serving.bulk.beginning import Begun, begin, paths_of
from scorewright.loop.serving.bulk.chunk import Chunk
from scorewright.loop.serving.bulk.counting import Counting, publish
from scorewright.loop.serving.bulk.decided_columns import decided_frame
from scorewright.loop.serving.bulk.fingerprints import fingerprint
from scorewright.loop.serving.bulk.formats import FileKind, Format
from scorewright.loop.serving.bulk.keeping import Keeper, KeptRow
from scorewright.loop.serving.bulk.opening import Parts, Paths, open_parts
from scorewright.loop.serving.bulk.panics import named
from scorewright.loop.serving.bulk.rejecting import rejected_of
from scorewright.loop.serving.bulk.row_ids import row_id
from scorewright.loop.serving.bulk.scoring import Scored, Scorer
from scorewright.loop.serving.bulk.signs import NowAndThen, OnBlock
from scorewright.loop.serving.models import ScoringRun
from scorewright.loop.serving.telling import tell_of_record
from scorewright.loop.tenancy.scope import acting

THREADS = min(8, os.cpu_count() or 1)  # each holds a chunk in memory
# Where each decision is kept, a chunk is a transaction.
ROWS_AT_ONCE = {ScoringRun.Record.ROWS: 5_000, ScoringRun.Record.RUN: 32_768}
ROWS_IN_A_PART = {ScoringRun.Record.ROWS: 100_000, ScoringRun.Record.RUN: 2_000_000}


class RunTakenOverError(Exception):
    """Somebody else works on the same run."""


class Observer(Protocol):
    """Who is told how far it is: a job's handle, or a bar."""

    def progress(self, done: int, total: int | None = None, step: str = "") -> None:
        """After each chunk; what it raises ends the work, which can go on later."""
        ...

    def checkpoint(self, content: Mapping[str, Any]) -> None:
        """In the transaction that keeps a checkpoint."""
        ...


class Nobody:
    """An observer who does not look."""

    def progress(self, done: int, total: int | None = None, step: str = "") -> None:
        """Nothing."""

    def checkpoint(self, content: Mapping[str, Any]) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True)
class Step:
    """A chunk with its decisions; ``seconds`` is what they took."""

    chunk: Chunk[Any]
    scored: Scored
    seconds: float


@dataclass
class Counts:
    """What became of the rows so far."""

    rows: int
    decided: int
    rejected: int
    fallbacks: int
    positive: int

    @classmethod
    def of(cls, run: ScoringRun) -> "Counts":
        return cls(run.rows, run.decided, run.rejected, run.fallbacks, run.positive)

    def add(self, chunk: Chunk[Any], scored: Scored) -> None:
        self.rows = chunk.last
        self.decided += len(scored)
        self.rejected += len(chunk.unreadable) + len(scored.accepted.rejected)
        self.fallbacks += len(scored.by_fallback)
        self.positive += int(scored.verdicts.label.sum())


def execute(run_id: UUID, *, tenant_id: UUID, actor: str, observer: Observer | None = None) -> ScoringRun:
    """Decide on all rows that are not behind the run yet; the run as it is then.

    A transaction keeps the decisions of a chunk (where each is kept) and the checkpoint behind it; what it names is on
    the disk before. Interrupted, and called again, it goes on from the checkpoint: no row twice, none lost. Raises
    FileUnreadableError, ColumnsError, RunChangedError, VersionNotFoundError, RunTakenOverError.
    """
    watched = observer or Nobody()
    with acting(tenant_id, actor=actor):
        run = ScoringRun.objects.select_related("model_version").get(pk=run_id)
        if run.finished_at is not None:
            return run
    # Outside of a transaction: a large file takes a while, and meanwhile others must see that somebody is at it.
    found = fingerprint(
        paths_of(run).input,
        NowAndThen(lambda: watched.progress(run.rows, run.expected_rows, "reading")),
        lines_too=FileKind.of(run.input_kind).format == Format.CSV,
    )
    with acting(tenant_id, actor=actor):
        begun = begin(run, found)
    work = _Work(begun, tenant_id, actor, watched)
    with named(run.input_name), work.open() as parts, closing(work.scored(parts)) as scored:
        for step in scored:
            work.keep(step, parts)
        if not work.counts.rows:
            work.write_header(parts)
        work.end(parts)
    publish()
    return run


class _Work:
    def __init__(self, begun: Begun, tenant_id: UUID, actor: str, observer: Observer) -> None:
        self.run, self.plan = begun.run, begun.plan
        self.counts = Counts.of(begun.run)
        self._scorer = Scorer(begun.plan, begun.engine)
        self._kept = begun.run.record == ScoringRun.Record.ROWS
        self._keeper = Keeper(tenant_id, begun.run.by, begun.run.input_name, begun.plan)
        self._tenant_id, self._actor, self._observer = tenant_id, actor, observer
        self._paths: Paths = paths_of(begun.run)
        self._counting = Counting(begun.plan)
        self._objection = ""
        self._total = begun.run.expected_rows

    def open(self) -> Parts:
        return open_parts(
            self.plan.use_case,
            self._paths,
            name=self.run.input_name,
            kinds=(FileKind.of(self.run.input_kind), FileKind.of(self.run.output_kind)),
            ignored=frozenset(self.run.ignored),
            mark=self.run.checkpoint or {},
            rows_in_a_part=ROWS_IN_A_PART[ScoringRun.Record(self.run.record)],
            kept=self._kept,
            on_block=self._sign("copying"),
        )

    def scored(self, parts: Parts) -> Generator[Step, None, None]:
        """Each chunk, decided on. While one is kept, the next ones are decided on, and one more is read."""
        most_rows = ROWS_AT_ONCE[ScoringRun.Record(self.run.record)]
        chunks = parts.reader.chunks(self.run.rows, most_rows, self._sign("passing over"))
        # The first one is read here, since the rows behind the checkpoint come before it, and may take a while.
        first = list(islice(chunks, 1))
        yield from made_ahead(partial(self._score, parts), ahead(chain(first, chunks)), THREADS)

    def _score(self, parts: Parts, chunk: Chunk[Any]) -> Step:
        begun = time.perf_counter()
        scored = self._scorer.score(parts.acceptor.accept(chunk.rows))
        return Step(chunk, scored, time.perf_counter() - begun)

    def keep(self, step: Step, parts: Parts) -> None:
        """Write the decisions of a chunk, keep them where each is kept, and the checkpoint behind them."""
        chunk, scored = step.chunk, step.scored
        accepted = scored.accepted
        rows = self._kept_rows(chunk, accepted, parts) if self._kept else []
        ids = [row.id for row in rows] if self._kept else None
        decided = decided_frame(self.plan, scored, ids, parts.names, typed=parts.typed)
        rejected = rejected_of(chunk, accepted)
        with acting(self._tenant_id, actor=self._actor):
            self._keeper.keep(scored, rows, timezone.now(), step.seconds)
            parts.writer.write(chunk.rows, accepted, decided)
            parts.rejected.write(chunk.rows, rejected)
            self.counts.add(chunk, scored)
            self._save_checkpoint(parts)
        self._counting.count(scored, rejected)
        self._objection = next(iter(scored.by_fallback.values()), self._objection)
        self._total = max(self.counts.rows, parts.reader.total or self.run.expected_rows or 0) or None
        self._observer.progress(self.counts.rows, self._total, "deciding")

    def _kept_rows(self, chunk: Chunk[Any], accepted: Accepted, parts: Parts) -> list[KeptRow]:
        begun_at = self.run.started_at or timezone.now()
        numbers = chunk.numbers[accepted.rows].tolist()
        ids = [row_id(self.run.pk, begun_at, number) for number in numbers]
        return list(map(KeptRow, ids, numbers, parts.acceptor.as_json(chunk.rows, accepted)))

    def write_header(self, parts: Parts) -> None:
        """A file without rows has a result without rows."""
        accepted = parts.acceptor.accept(parts.no_rows)
        decided = decided_frame(self.plan, self._scorer.score(accepted), [], parts.names, typed=parts.typed)
        parts.writer.write(parts.no_rows, accepted, decided)

    def end(self, parts: Parts) -> None:
        """Give the files their names, and write down that all of it is done and what came of it."""
        # Whoever has lost the run since the last chunk hears it before a file is named.
        self._observer.progress(self.counts.rows, self._total, "joining")
        sha256 = parts.writer.finish(self._sign("joining"))
        parts.rejected.finish(self._sign("joining"))
        rejected, checking = self._paths.rejected, self._sign("checking")
        self.run.output_sha256 = sha256 or fingerprint(self._paths.output, checking).sha256
        self.run.rejected_sha256 = fingerprint(rejected, checking).sha256 if rejected.exists() else ""
        parts.writer.tidy()
        # The last moment to stop: behind it, the run has ended.
        self._observer.progress(self.counts.rows, self.counts.rows, "done")
        with acting(self._tenant_id, actor=self._actor):
            self._save(
                output_sha256=self.run.output_sha256,
                rejected_sha256=self.run.rejected_sha256,
                expected_rows=self.counts.rows,
                finished_at=timezone.now(),
            )
            self._tell()

    def _tell(self) -> None:
        """Raise an alert, once for the file, where there is a model and the fallback answered all the same."""
        if self.plan.model is None or not self.counts.fallbacks:
            return
        rows = f"{self.counts.fallbacks} of {self.counts.decided} rows of {self.run.input_name}"
        tell_of_record(self.plan, f"{rows}: {self._objection}" if self._objection else rows)

    def _save_checkpoint(self, parts: Parts) -> None:
        mark = parts.writer.flush()
        if mark is not None:
            self._save(checkpoint={**mark, "rejected": parts.rejected.flush()})
            self._observer.checkpoint({"scoring_run": str(self.run.pk), "rows": self.counts.rows})

    def _save(self, **changes: Any) -> None:
        changes |= vars(self.counts)
        # Whoever else had come further in the meantime would be set back.
        if not ScoringRun.objects.filter(pk=self.run.pk, rows=self.run.rows, finished_at=None).update(**changes):
            raise RunTakenOverError(f"somebody else works on the run {self.run.pk}")
        for name, value in changes.items():
            setattr(self.run, name, value)

    def _sign(self, step: str) -> OnBlock:
        return NowAndThen(lambda: self._observer.progress(self.counts.rows, self._total, step))
