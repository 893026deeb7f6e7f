"""Our commands, in the order in which somebody meets them."""

from collections.abc import Mapping
from types import MappingProxyType

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "up": "start everything: database, broker, web, worker, scheduler; train the first model",
        "demo": "a tour over HTTP against the running service, with rows that training never saw",
        "train": "train a use case, gate and register the models, activate the first",
        "models": "the model versions, their gates and status",
        "activate": "put a model version into production",
        "rollback": "put back what decided before the last activation",
        "report": "write the report on a model version: one HTML file for people who decide whether it may decide",
        "decide": "decide on the rows of a file (CSV, JSON Lines, Parquet) and keep every decision",
        "outcomes": "say by a file (CSV, JSON Lines, Parquet) what became of decisions, with a verdict on each row",
        "performance": "how good what was served is: by version, arm, week or group; measured, and estimated where not",
        "replay": "make kept decisions again from what was recorded, and prove that they are the same",
        "backtest": "put kept decisions through another version, threshold or bands, and say what would have changed",
        "experiments": "the experiments and what they have shown: show, look, stop",
        "simulate": "a year in minutes: a simulated world asks a service of its own, whose clock is moved",
        "newusecase": "write the folder of a new use case, from a template or from a CSV file",
        "process_ml_assessments": "have many applications assessed, or show how far their assessments are",
        "jobs": "the jobs, how far they are, and dead letters: show, cancel, replay",
        "doctor": "say what is wrong and what to do about it",
        "audit": "verify the audit trail",
        "bootstrap": "migrate the database; make the first tenant, administrator and keys",
    }
)
DJANGO = ("check", "migrate", "createsuperuser", "shell")


def overview() -> str:
    """What ``scorewright --help`` says."""
    width = max(map(len, COMMANDS))
    lines = [f"  {name:<{width}}  {summary}" for name, summary in COMMANDS.items()]
    return "\n".join(
        [
            "usage: scorewright COMMAND [...]    (scorewright COMMAND --help tells more)",
            "",
            *lines,
            "",
            f"Django's own commands work too: {', '.join(DJANGO)} ...",
            "Without DATABASE_URL, PostgreSQL and Valkey are started, or found running, in SCOREWRIGHT_HOME.",
            "Every command of ours takes --json (one line on standard output) and --traceback.",
        ]
    )
