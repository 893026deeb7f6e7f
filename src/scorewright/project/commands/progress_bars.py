"""How far something is, as bars."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn, TimeElapsedColumn


@contextmanager
def stages_on(console: Console, titles: dict[str, str]) -> Iterator[Callable[[str, int, int], None]]:
    """One bar for each stage, in the order in which they begin; call what is given with stage, done and total."""
    bars: dict[str, TaskID] = {}
    with _progress(console) as progress:

        def on_step(stage: str, done: int, total: int) -> None:
            if stage not in bars:
                bars[stage] = progress.add_task(titles.get(stage, stage), total=total)
            progress.update(bars[stage], completed=done)

        yield on_step


@contextmanager
def counted_on(console: Console, title: str, total: int) -> Iterator[Callable[[int], None]]:
    """One bar; call what is given with the number that is done."""
    with stages_on(console, {}) as on_step:
        on_step(title, 0, total)
        yield lambda done: on_step(title, done, total)


def _progress(console: Console) -> Progress:
    columns = (TextColumn("  {task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console)
