"""From decisions to output tensors."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from msgspec import json

from scorewright.declare.decision import Decision
from scorewright.declare.outcome import OutcomeValue
from scorewright.loop.serving.decision_row import DecisionRow
from scorewright.loop.serving.door.inference.binary_data import data_of
from scorewright.loop.serving.door.inference.bodies import HEADER_LENGTH, InferRequest, bad_request, wants_binary
from scorewright.loop.serving.door.inference.datatypes import BOOL, BYTES, FP64, INT64, Datatype, Element
from scorewright.loop.serving.door.replies import JSON, Header

_encode = json.Encoder().encode
BINARY: Header = (b"content-type", b"application/octet-stream")


@dataclass(frozen=True, slots=True)
class Output:
    """What one element is, for a decision."""

    name: str
    datatype: Datatype
    of: Callable[[DecisionRow], Element]


_ALWAYS = (
    Output("probability", FP64, lambda row: row.probability),
    Output("label", BYTES, lambda row: _word(row.label_value)),
)
_SCORE = Output("score", INT64, lambda row: row.score)
_BANDS = (
    Output("band", BYTES, lambda row: row.band),
    Output("risk", BYTES, lambda row: row.risk),
)
_MORE = (
    Output("confidence", FP64, lambda row: row.confidence),
    Output("width", FP64, lambda row: math.nan if row.width is None else row.width),
    Output("needs_review", BOOL, lambda row: row.needs_review),
    Output("fallback", BOOL, lambda row: row.fallback),
    Output("model_version", BYTES, lambda row: row.version),
    Output("decision_id", BYTES, lambda row: str(row.id)),
)
# In JSON, since tensors know no objects; they come when they are named, or with the parameter "explain".
EXPLAINING = (
    Output("reasons", BYTES, lambda row: _encode(row.reasons or ()).decode()),
    Output("explanation", BYTES, lambda row: _encode(row.explanation).decode()),
)
_EXPLAINING_NAMES = frozenset(output.name for output in EXPLAINING)


def _word(value: OutcomeValue) -> str:
    return value if isinstance(value, str) else _encode(value).decode()


def outputs(decision: Decision) -> list[Output]:
    """What is answered on every request of a use case that decides by ``decision``."""
    score = () if decision.scale is None else (_SCORE,)
    return [*_ALWAYS, *score, *(() if decision.bands is None else _BANDS), *_MORE]


def explains(request: InferRequest) -> bool:
    """Whether the answer must say what each feature moved."""
    return request.flag("explain") or any(asked.name in _EXPLAINING_NAMES for asked in request.outputs)


def chosen(request: InferRequest, decision: Decision) -> list[tuple[Output, bool]]:
    """The outputs that the caller wants, each with whether as binary data."""
    otherwise = request.flag("binary_data_output")
    usual = outputs(decision)
    if not request.outputs:
        return [(output, otherwise) for output in [*usual, *(EXPLAINING if explains(request) else ())]]
    known = {output.name: output for output in [*usual, *EXPLAINING]}
    for asked in request.outputs:
        if asked.name not in known:
            raise bad_request(f"output {asked.name[:100]!r}: there is {', '.join(known)}")
        if refused := {"classification", "shared_memory_region"} & asked.parameters.keys():
            raise bad_request(f"output {asked.name!r}: {min(refused)} is not supported")
    return [(known[asked.name], wants_binary(asked, otherwise=otherwise)) for asked in request.outputs]


def answer(
    request: InferRequest, rows: Sequence[DecisionRow], wanted: Sequence[tuple[Output, bool]]
) -> tuple[list[Header], bytes]:
    """The inference response for ``rows``: headers and body."""
    told: list[dict[str, Any]] = []
    behind: list[bytes] = []
    for output, binary in wanted:
        tensor: dict[str, Any] = {"name": output.name, "datatype": output.datatype.name, "shape": [len(rows)]}
        elements = [output.of(row) for row in rows]
        if binary:
            behind.append(data_of(elements, output.datatype))
            tensor["parameters"] = {"binary_data_size": len(behind[-1])}
        else:
            tensor["data"] = elements
        told.append(tensor)
    head = _encode(_head(request, rows) | {"outputs": told})
    if not behind:
        return [JSON], head
    return [BINARY, (HEADER_LENGTH, b"%d" % len(head))], b"".join((head, *behind))


def _head(request: InferRequest, rows: Sequence[DecisionRow]) -> dict[str, Any]:
    of_model = next((row for row in rows if not row.fallback), rows[0])
    parameters = {"request_id": rows[0].request_id}
    if len(rows) == 1:
        parameters["decision_id"] = str(rows[0].id)
    named = {"id": request.id} if request.id else {}
    return {"model_name": rows[0].use_case, "model_version": of_model.version, **named, "parameters": parameters}
