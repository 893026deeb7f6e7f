"""What OpenAPI says of the batch addresses that a view's signature cannot."""

from typing import Any

from scorewright.loop.serving.batch.preference import RESPOND_ASYNC
from scorewright.loop.serving.bulk.documented_files import FILES, file_body
from scorewright.loop.serving.door.documented_parameters import IDEMPOTENCY_KEY, parameter
from scorewright.loop.serving.door.problem_responses import Document, headers, refusal

WORDS = (
    "CSV, JSON Lines (both also gzipped) or Parquet, as the field `file` of a form or as the whole body with its "
    "content type. Up to 1 MB (8 MB unpacked) and 1,000 rows are decided on at once and answered; more become a job "
    "(202, with its address in Location), and so does any file with `Prefer: respond-async`."
)
_STRING: Document = {"type": "string"}
_RUN: Document = {"X-Scoring-Run": {"description": "The run's id.", "schema": {"type": "string", "format": "uuid"}}}
_ADDRESS: Document = {"type": "string", "format": "uri-reference"}


DOCUMENTED: dict[str, Any] = {
    "parameters": [
        IDEMPOTENCY_KEY,
        parameter("header", "Prefer", f"{RESPOND_ASYNC}: by a job, however small the file is (RFC 7240).", _STRING),
    ],
    "requestBody": file_body(),
    "responses": {
        200: {
            "description": "The rows with their decisions, in the format of the file or of `result`.",
            "content": FILES,
            "headers": {
                **_RUN,
                "X-Rejected-Rows": {"description": "How many.", "schema": {"type": "string", "pattern": "^[0-9]+$"}},
                "Link": {"description": "Where rows were rejected: to them.", "schema": _STRING},
                **headers("Idempotent-Replayed"),
            },
        },
        202: {
            "headers": {
                **_RUN,
                "Location": {"description": "The job.", "schema": _ADDRESS},
                "Preference-Applied": {"description": "As preferred.", "schema": {"const": RESPOND_ASYNC}},
                **headers("Idempotent-Replayed"),
            },
        },
        400: refusal("A header is not as it must be."),
        409: refusal("A request with this Idempotency-Key is being answered now.", "Retry-After"),
        413: refusal("The body is larger than this service takes."),
        422: refusal("The file cannot be decided on, or the request breaks a rule; `errors` names field and rule."),
    },
}
