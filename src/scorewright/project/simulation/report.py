"""What a simulated year came to, for people and for programs."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape

from scorewright.project.simulation.diary import Diary, Month
from scorewright.project.simulation.replayed import Replayed

TRAINED = ("training.completed", "training.needs_review")
SWITCHED = ("model.activated", "model.rolled_back")
HEADINGS = f"{'month':<15}{'decided':>8}{'learnt':>8}{'refused':>8}{'right':>8}  served by"


def show_headings(console: Console) -> None:
    """What the columns mean."""
    console.print(f"[bold]{HEADINGS}[/bold]")


def show_month(month: Month, console: Console) -> None:
    """A line of figures, and a line for each thing that happened."""
    right = "" if month.accuracy is None else f"{month.accuracy:.1%}"
    served = ", ".join(f"{version} {count:,}" for version, count in sorted(month.served.items()))
    name = f"{month.begins_at:%Y %B}"
    console.print(f"{name:<15}{month.decided:>8,}{month.learnt:>8,}{month.refused:>8,}{right:>8}  {served}")
    for words in month.words:
        console.print(f"    {escape(words)}")


def show_end(answer: Mapping[str, Any], console: Console) -> None:
    """What it came to in all."""
    console.print(
        f"\n{answer['decided']:,} decisions, {answer['learnt']:,} outcomes, {answer['trainings']} trainings, "
        f"{len(answer['activations'])} activations, {len(answer['rollbacks'])} rollbacks "
        f"in {answer['seconds']:.0f} seconds."
    )
    same = answer["replayed"] - answer["replay_differences"]
    of = f"{same:,} of {answer['replayed']:,}"
    console.print(f"Made again from what was recorded: {of} are the same to the last bit.")


def answer(diary: Diary, replayed: Replayed, production: list[str], seconds: float) -> dict[str, Any]:
    """The year for programs."""
    return {
        "months": len(diary.months),
        "decided": sum(month.decided for month in diary.months),
        "learnt": sum(month.learnt for month in diary.months),
        "refused": sum(month.refused for month in diary.months),
        "accuracy": [month.accuracy for month in diary.months],
        "trainings": len(diary.of(*TRAINED)),
        "activations": [_switch(row) for row in diary.of("model.activated")],
        "rollbacks": [_switch(row) for row in diary.of("model.rolled_back")],
        "production": production,
        "replayed": replayed.equal + replayed.differing + replayed.unreplayable,
        "replay_differences": replayed.differing + replayed.unreplayable,
        "seconds": round(seconds, 1),
    }


def _switch(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"at": row["created_at"]} | {name: row["data"].get(name) for name in ("version", "replaced", "by", "reason")}
