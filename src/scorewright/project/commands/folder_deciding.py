"""Deciding on a folder from the command line."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.models import ScoringRun
from scorewright.loop.serving.selection import Selection
from scorewright.project.cluster.folders import Folders
from scorewright.project.cluster.pools import pool_at
from scorewright.project.cluster.running import decide_folder, prepare_folder
from scorewright.project.commands.batch_deciding import passed_on
from scorewright.project.commands.progress_bars import stages_on
from scorewright.project.commands.tenant_scope import acting_for


@dataclass(frozen=True)
class Wanted:
    """What somebody typed; ``ignore`` are columns that are no fields."""

    use_case: UseCase
    folder: Path
    output: Path
    ignore: Collection[str]
    selection: Selection
    resume: bool


def decide(wanted: Wanted, *, tenant: str, dask: str | None, console: Console) -> ScoringRun:
    """The run, done. Raises what ``prepare_folder`` and ``decide_folder`` raise, and ClusterError."""
    folders = Folders(wanted.folder.resolve(), wanted.output.resolve())
    first = folders.input / folders.names()[0]
    with pool_at(dask) as pool:
        with acting_for(tenant) as scope:
            ignored = passed_on(wanted.use_case, first, frozenset(wanted.ignore))
            run_id = prepare_folder(
                wanted.use_case,
                folders,
                scope,
                ignored=ignored,
                selection=wanted.selection,
                resume=wanted.resume,
            )
        with stages_on(console, {}) as on_step:
            return decide_folder(run_id, scope, pool, on_step)
