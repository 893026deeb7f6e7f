"""Asking for trainings and looking at what came of them."""

from dataclasses import replace
from pathlib import Path
from uuid import UUID

from scorewright.client.answers import JobState
from scorewright.client.configuration import Configuration, as_asked
from scorewright.client.conversation import Conversation, answered
from scorewright.client.deciding import Wishes
from scorewright.client.encoding import encode
from scorewright.client.messages import JSON, UPLOAD_SECONDS, Request, in_path
from scorewright.client.reading import read
from scorewright.client.repeats import Repeats
from scorewright.client.trained import Activation, DataQuality, Model, ModelPage, Training, TrainingFile, TrainingPage
from scorewright.client.waiting import job_in, state

PREFIX = "/api/v1/model-training"
LOOKING_SECONDS = 120.0  # the service reads up to 5 MB of rows before it answers
PAGE = 100


def upload(path: Path, repeats: Repeats) -> Conversation[TrainingFile]:
    """Send the file at ``path`` to train from; sent again, it is kept twice, which harms nobody."""
    request = Request("POST", f"{PREFIX}/data/", upload=path, patience_seconds=UPLOAD_SECONDS)
    return read(TrainingFile, (yield from answered(request, repeats)).body)


def examine(use_case: str, config: Configuration, repeats: Repeats) -> Conversation[DataQuality]:
    """What is to be said about the rows that ``config`` names."""
    request = Request(
        "POST",
        f"{PREFIX}/data-quality",
        headers={"Content-Type": JSON},
        body=encode(as_asked(use_case, config), "configuration"),
        patience_seconds=LOOKING_SECONDS,
    )
    return read(DataQuality, (yield from answered(request, repeats)).body)


def train(use_case: str, config: Configuration, key: str | None, repeats: Repeats) -> Conversation[JobState]:
    """Begin a training, once however often the request has to be sent. Raises QualityRefusedError."""
    wishes = Wishes(idempotency_key=key)
    request = Request(
        "POST",
        f"{PREFIX}/train",
        headers=wishes.headers(wishes.key()),
        body=encode(as_asked(use_case, config), "configuration"),
        patience_seconds=LOOKING_SECONDS,
    )
    answer = yield from answered(request, repeats)
    return (yield from state(job_in(answer), repeats))


def training(job_id: UUID | str, repeats: Repeats) -> Conversation[Training]:
    """The training with this job."""
    request = Request("GET", f"{PREFIX}/jobs/{in_path(job_id)}")
    return read(Training, (yield from answered(request, repeats)).body)


def trainings_page(query: dict[str, str], repeats: Repeats) -> Conversation[TrainingPage]:
    """Some trainings, the newest first."""
    return read(TrainingPage, (yield from answered(Request("GET", f"{PREFIX}/jobs", query=query), repeats)).body)


def model(model_id: UUID | str, repeats: Repeats) -> Conversation[Model]:
    """One version."""
    request = Request("GET", f"{PREFIX}/models/{in_path(model_id)}")
    return read(Model, (yield from answered(request, repeats)).body)


def models_page(query: dict[str, str], repeats: Repeats) -> Conversation[ModelPage]:
    """Some versions, the newest first."""
    return read(ModelPage, (yield from answered(Request("GET", f"{PREFIX}/models", query=query), repeats)).body)


def first_page(**wanted: str | None) -> dict[str, str]:
    """The query for the newest.

    >>> first_page(use_case="retention", status=None)
    {'limit': '100', 'use_case': 'retention'}
    """
    return {"limit": str(PAGE)} | {name: value for name, value in wanted.items() if value is not None}


def next_page(query: dict[str, str], page: TrainingPage | ModelPage) -> dict[str, str] | None:
    """The query for the page after ``page``, None where there is none."""
    return None if page.next is None else query | {"after": page.next}


def activate(model_id: UUID | str, reason: str, repeats: Repeats) -> Conversation[Activation]:
    """Put a version into production; one that is there already stays."""
    return _change(f"/api/v1/models/{in_path(model_id)}/activate/", reason, repeats)


def rollback(use_case: str, reason: str, repeats: Repeats) -> Conversation[Activation]:
    """Put back what decided before. Repeated, it would go further back: so it is sent once."""
    return _change(f"/api/v1/use-cases/{in_path(use_case)}/rollback/", reason, replace(repeats, most=0))


def _change(path: str, reason: str, repeats: Repeats) -> Conversation[Activation]:
    request = Request("POST", path, headers={"Content-Type": JSON}, body=encode({"reason": reason}, "activation"))
    return read(Activation, (yield from answered(request, repeats)).body)
