"""What OpenAPI says of the training addresses that a view's signature cannot."""

from typing import Any

from scorewright.loop.serving.bulk.documented_files import TEXT, file_body
from scorewright.loop.serving.door.documented_parameters import parameter
from scorewright.loop.serving.door.problem_responses import TOKEN, Document, headers, refusal

_ADDRESS: Document = {"type": "string", "format": "uri-reference"}
_UNUSABLE = refusal("The configuration or the rows break a rule; `errors` names field and rule.")

TRAIN: dict[str, Any] = {
    "parameters": [parameter("header", "Idempotency-Key", "Sent again with the same key, it is begun once.", TOKEN)],
    "responses": {
        202: {
            "headers": {
                "Location": {"description": "The job.", "schema": _ADDRESS},
                **headers("Idempotent-Replayed"),
            },
        },
        400: refusal("A header is not as it must be, or the data-quality report, which is in it, objects."),
        409: refusal("A request with this Idempotency-Key is being answered now.", "Retry-After"),
        422: _UNUSABLE,
    },
}
SEND_DATA: dict[str, Any] = {
    "parameters": [
        parameter("query", "filename", "Names a file that is the whole body.", {"type": "string", "maxLength": 255}),
    ],
    "requestBody": file_body({"application/json": TEXT}),
    "responses": {422: refusal("The file cannot be used; `errors` says why.")},
}
LOOK: dict[str, Any] = {"responses": {422: _UNUSABLE}}
