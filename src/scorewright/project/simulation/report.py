"""What a simulated year came to, for people and for programs."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape

from scorewright.project.simulation.diary import Diary, Month
from scorewright.project.simulation.replayed import Replayed
from scorewright.project.simulation.told import Row, Told

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


def show_end(answer: Row, console: Console) -> None:
    """What it came to in all."""
    console.print("\n[bold]Measured by the service[/bold], where outcomes have matured")
    for row in answer["performance"]:
        console.print(f"    {escape(row['version'])}: {_accuracy(row['accuracy'])}{escape(row['words'])}")
    for row in answer["experiments"]:
        found = escape(row["words"] or "nobody has looked")
        console.print(f"[bold]{escape(row['title'])}[/bold] ({row['state']}): {found}")
    counts = [f"{answer['decided']:,} decisions", f"{answer['learnt']:,} outcomes", f"{answer['trainings']} trainings"]
    counts += [f"{len(answer[name])} {name}" for name in ("activations", "experiments", "rollbacks")]
    same = answer["replayed"] - answer["replay_differences"]
    console.print(f"\nIn {answer['seconds']:.0f} seconds: {', '.join(counts)}.")
    phases = (f"{name} {passed:.0f}" for name, passed in answer["phases"].items())
    console.print(f"Of these seconds: {', '.join(phases)}.")
    console.print(f"In production: {', '.join(answer['production'])}.")
    again = f"{same:,} of {answer['replayed']:,} decisions"
    console.print(f"Made again from what was recorded: {again} are the same to the last bit.")


def answer(diary: Diary, replayed: Replayed, told: Told, seconds: Mapping[str, float]) -> dict[str, Any]:
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
        "experiments": [_verdict(row) for row in told.experiments],
        "production": [row["label"] for row in told.production],
        "performance": [_measured(row) for row in told.performance],
        "replayed": replayed.equal + replayed.differing + replayed.unreplayable,
        "replay_differences": replayed.differing + replayed.unreplayable,
        "seconds": round(sum(seconds.values()), 1),
        "phases": {name: round(passed, 1) for name, passed in seconds.items()},
    }


def _switch(row: Row) -> dict[str, Any]:
    return {"at": row["created_at"]} | {name: row["data"].get(name) for name in ("version", "replaced", "by", "reason")}


def _verdict(row: Row) -> dict[str, Any]:
    verdict = row["verdict"] or {}
    told = {name: row[name] for name in ("title", "state", "end_reason")}
    return told | {name: verdict.get(name) for name in ("outcome", "winner", "words")}


def _measured(row: Row) -> dict[str, Any]:
    accuracy = None if row["metrics"] is None else row["metrics"].get("accuracy")
    counts = {name: row[name] for name in ("decisions", "labelled", "words")}
    return {"version": row["name"], "accuracy": accuracy} | counts


def _accuracy(found: Row | None) -> str:
    if found is None or None in found.values():
        return ""
    return f"accuracy {found['value']:.3f} ({found['low']:.3f} to {found['high']:.3f}). "
