"""Deciding on one file in a worker. However often it is tried, and by however many at once, the result is the same."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from scorewright.loop.serving.bulk.decided_columns import decided_frame
from scorewright.loop.serving.bulk.fingerprints import fingerprint
from scorewright.loop.serving.bulk.formats import FileKind, Format
from scorewright.loop.serving.bulk.opening import Parts, Paths, open_parts
from scorewright.loop.serving.bulk.rejecting import rejected_of
from scorewright.loop.serving.bulk.scoring import Scored, Scorer
from scorewright.project.cluster.kit import Kit
from scorewright.project.cluster.parts import DecidedPart, Part
from scorewright.project.cluster.unpacking import unpack

ROWS_AT_ONCE = 65_536
PARQUET = FileKind(Format.PARQUET)


class PartChangedError(Exception):
    """The file is not as it was when the run began."""


@dataclass(frozen=True)
class Asked:
    """A part, what is known of it from before an interruption, and where its result grows."""

    part: Part
    known: DecidedPart | None
    unfinished: Path


@dataclass
class _Counts:
    rows: int = 0
    decided: int = 0
    rejected: int = 0
    fallbacks: int = 0
    positive: int = 0


def decide_part(kit: Kit, asked: Asked) -> DecidedPart:
    """Write the result of the part; both of its files appear under their names only once they are whole.

    What is known, and still stands on the disk, is left alone. Raises KitRefusedError, PartChangedError,
    FileUnreadableError.
    """
    part = asked.part
    if asked.known is not None and _stands(part, asked.known):
        return asked.known
    with _attempt(asked.unfinished) as folder:
        paths = Paths(part.input, folder / "output.parquet", folder / "rejected.csv")
        counts = _write(kit, part, paths)
        # Looked at behind the last row: what was read is what the run names.
        if fingerprint(part.input).sha256 != part.sha256:
            raise PartChangedError(f"{part.name} has changed since the run began: it has another SHA-256")
        rejected_sha256 = _place(paths.rejected, part.rejected)
        output_sha256 = _place(paths.output, part.output)
    return DecidedPart(
        name=part.name,
        rows=counts.rows,
        decided=counts.decided,
        rejected=counts.rejected,
        fallbacks=counts.fallbacks,
        positive=counts.positive,
        input_bytes=part.size,
        input_sha256=part.sha256,
        output_sha256=output_sha256,
        rejected_sha256=rejected_sha256,
    )


def _write(kit: Kit, part: Part, paths: Paths) -> _Counts:
    unpacked, counts = unpack(kit), _Counts()
    plan, scorer = unpacked.plan, Scorer(unpacked.plan, unpacked.engine)
    with open_parts(
        plan.use_case,
        paths,
        name=part.name,
        kinds=(PARQUET, PARQUET),
        ignored=kit.ignored,
        mark={},
        rows_in_a_part=sys.maxsize,
        kept=False,
    ) as parts:
        for chunk in parts.reader.chunks(0, ROWS_AT_ONCE):
            scored = scorer.score(parts.acceptor.accept(chunk.rows))
            decided = decided_frame(plan, scored, None, parts.names, typed=parts.typed)
            parts.writer.write(chunk.rows, scored.accepted, decided)
            parts.rejected.write(chunk.rows, rejected_of(chunk, scored.accepted))
            _count(counts, chunk.last, scored)
        if not counts.rows:
            accepted = parts.acceptor.accept(parts.no_rows)
            empty = decided_frame(plan, scorer.score(accepted), None, parts.names, typed=parts.typed)
            parts.writer.write(parts.no_rows, accepted, empty)
        _finish(parts)
    return counts


def _count(counts: _Counts, last: int, scored: Scored) -> None:
    counts.rows = last
    counts.decided += len(scored)
    counts.rejected += len(scored.accepted.rejected)
    counts.fallbacks += len(scored.by_fallback)
    counts.positive += int(scored.verdicts.label.sum())


def _finish(parts: Parts) -> None:
    parts.writer.finish()
    parts.rejected.finish()


@contextmanager
def _attempt(unfinished: Path) -> Iterator[Path]:
    """A folder of this attempt's own: a worker that was thought dead may still write in another."""
    folder = unfinished / uuid4().hex
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _place(made: Path, wanted: Path) -> str:
    """Put what was ``made`` on the disk, under its name; its SHA-256, or nothing where nothing was made."""
    if not made.exists():
        wanted.unlink(missing_ok=True)
        return ""
    with made.open("rb+") as file:
        os.fsync(file.fileno())
    sha256 = fingerprint(made).sha256
    wanted.parent.mkdir(parents=True, exist_ok=True)
    made.replace(wanted)
    return sha256


def _stands(part: Part, known: DecidedPart) -> bool:
    found = (part.sha256, _sha256(part.output), _sha256(part.rejected))
    return found == (known.input_sha256, known.output_sha256, known.rejected_sha256)


def _sha256(path: Path) -> str:
    return fingerprint(path).sha256 if path.exists() else ""
