"""Looking closely at versions: one by itself, or several on the same rows."""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from scorewright.client.answers import JobState
from scorewright.client.conversation import Conversation, answered
from scorewright.client.encoding import encode
from scorewright.client.evaluated import Comparison, Evaluation
from scorewright.client.messages import JSON, Request, in_path
from scorewright.client.reading import read
from scorewright.client.repeats import Repeats
from scorewright.client.training import LOOKING_SECONDS, PREFIX
from scorewright.client.waiting import job_in, state


def evaluate(model_id: UUID | str, repeats: Repeats, *, plots: bool) -> Conversation[JobState]:
    """Begin an evaluation; asked for twice it is made twice, and finds the same."""
    body = encode({"generate_plots": plots}, "evaluation")
    request = Request("POST", f"{PREFIX}/evaluate/{in_path(model_id)}", headers={"Content-Type": JSON}, body=body)
    return (yield from state(job_in((yield from answered(request, repeats))), repeats))


def evaluation(model_id: UUID | str, repeats: Repeats) -> Conversation[Evaluation]:
    """What the last evaluation found."""
    request = Request("GET", f"{PREFIX}/evaluate/{in_path(model_id)}/results")
    return read(Evaluation, (yield from answered(request, repeats)).body)


def compare(
    model_ids: Sequence[UUID | str], metrics: Sequence[str] | None, repeats: Repeats
) -> Conversation[Comparison]:
    """Versions on the same rows."""
    asked = {"model_ids": list(model_ids)} | ({} if metrics is None else {"metrics": list(metrics)})
    request = Request(
        "POST",
        f"{PREFIX}/compare",
        headers={"Content-Type": JSON},
        body=encode(asked, "comparison"),
        patience_seconds=LOOKING_SECONDS,
    )
    return read(Comparison, (yield from answered(request, repeats)).body)


def plot(model_id: UUID | str, name: str, into: Path, repeats: Repeats) -> Conversation[Path]:
    """Write a figure of the last evaluation to ``into``, which appears whole or not at all."""
    return _fetched(f"{PREFIX}/models/{in_path(model_id)}/plots/{in_path(name)}.png", into, repeats)


def report(model_id: UUID | str, into: Path, repeats: Repeats) -> Conversation[Path]:
    """The same with the report of a version, HTML in one file."""
    return _fetched(f"{PREFIX}/models/{in_path(model_id)}/report.html", into, repeats)


def _fetched(path: str, into: Path, repeats: Repeats) -> Conversation[Path]:
    yield from answered(Request("GET", path, into=into, patience_seconds=LOOKING_SECONDS), repeats)
    return into
