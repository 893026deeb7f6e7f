"""Experiments as people read them."""

from collections.abc import Sequence

from rich.table import Table

from scorewright.loop.experiments.models import Experiment
from scorewright.loop.experiments.schemas import ExperimentOut, told_arms


def experiments_table(experiments: Sequence[Experiment]) -> Table:
    """One row each: what it is, and what its last look found."""
    table = _table("Experiments, the newest first", "started (UTC)", "title", "use case", "state", "verdict", "id")
    for one in experiments:
        last = one.last_look
        verdict = "not looked at yet" if last is None else last.outcome.replace("_", " ")
        begun = f"{one.started_at:%Y-%m-%d %H:%M}"
        table.add_row(begun, one.title, one.use_case, one.standing, verdict, str(one.pk))
    return table


def arms_table(experiment: Experiment) -> Table:
    """What each arm was given, and what came of it by the last look."""
    table = _table(experiment.title, "arm", "version")
    for heading in ("share", "units", "decisions", "labelled units", experiment.metric, "interval"):
        table.add_column(heading, justify="right")
    for arm in told_arms(experiment):
        interval = "" if arm.get("low") is None else f"[{arm['low']:.4f}, {arm['high']:.4f}]"
        counts = (_count(arm.get(name)) for name in ("assigned_units", "decisions", "labelled_units"))
        mean = "" if arm.get("mean") is None else f"{arm['mean']:.4f}"
        name = f"{arm['name']} (champion)" if arm["champion"] else arm["name"]
        table.add_row(name, arm["version"], f"{100 * arm['share']:.3g} %", *counts, mean, interval)
    return table


def experiment_answer(experiment: Experiment) -> dict[str, object]:
    """For programs: as over HTTP."""
    answer: dict[str, object] = ExperimentOut.from_orm(experiment).model_dump(mode="json")
    return answer


def _count(number: int | None) -> str:
    return "" if number is None else f"{number:,}"


def _table(title: str, *headings: str) -> Table:
    table = Table(title=title, title_justify="left")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    return table
