"""How an address tells decisions and refusals: as this house does, or as clients of a model server's registry expect.

The address chooses, since those clients send nothing that could.
"""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from msgspec import UNSET, json, structs

from scorewright.loop.registry.models import AB_TESTING
from scorewright.loop.registry.queries import VersionNotFoundError
from scorewright.loop.serving.answers import DecisionAnswer, answer_of
from scorewright.loop.serving.decision_row import DecisionRow
from scorewright.loop.serving.door.refusals import refusal_of
from scorewright.loop.serving.door.replies import JSON, PROBLEM, Header, Refusal
from scorewright.science.experiments.assignment import HOLDOUT

NOT_AVAILABLE = "ML algorithm is not available"

_encoder = json.Encoder()


class RegistryAnswer(DecisionAnswer, frozen=True, kw_only=True):
    """``status`` says that it went well, ``request_id`` is the decision's id; ``algorithm`` None: the fallback."""

    algorithm: UUID | None
    version: str
    version_status: str


@dataclass(frozen=True, slots=True)
class Form:
    """``sole``: whoever asks for a status of which there are several versions is asked which."""

    answer: Callable[[DecisionRow], DecisionAnswer]
    refusal: Callable[[Exception], Refusal]
    body: Callable[[Refusal], bytes]
    refused: Header
    sole: bool


def registry_answer_of(row: DecisionRow) -> RegistryAnswer:
    """What a client of the registry is told of ``row``."""
    told = structs.asdict(answer_of(row)) | {"status": "OK", "request_id": str(row.id)}
    status = row.status if row.arm in (UNSET, HOLDOUT) else AB_TESTING
    return RegistryAnswer(**told, algorithm=row.model_version_id, version=row.version, version_status=status)


def _registry_refusal(error: Exception) -> Refusal:
    if isinstance(error, VersionNotFoundError):
        return Refusal(400, "Not available", NOT_AVAILABLE)
    return refusal_of(error)


def _registry_body(refusal: Refusal) -> bytes:
    return _encoder.encode({"status": "Error", "message": str(refusal), **refusal.extra})


HOUSE = Form(answer_of, refusal_of, Refusal.body, PROBLEM, sole=False)
REGISTRY = Form(registry_answer_of, _registry_refusal, _registry_body, JSON, sole=True)
