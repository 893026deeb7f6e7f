"""What OpenAPI says of the addresses of outcomes that a view's signature cannot."""

from typing import Any

from scorewright.loop.outcomes.rows import OutcomeRow
from scorewright.loop.serving.batch.preference import RESPOND_ASYNC
from scorewright.loop.serving.bulk.documented_files import TEXT, file_body
from scorewright.loop.serving.door.documented_parameters import parameter
from scorewright.loop.serving.door.problem_responses import Document, refusal

_STRING: Document = {"type": "string"}
_MEMBERS = ", ".join(f"`{name}`" for name in OutcomeRow.model_fields)
ROWS = (
    f"Each with {_MEMBERS}; all but the first two may be left out. A row that breaks a rule is refused in its place, "
    "and the others are kept; the same again changes nothing."
)
ONE: dict[str, Any] = {
    "responses": {
        409: refusal("What is known stands against it; `errors` names field and rule."),
        422: refusal("The outcome breaks a rule; `errors` names field and rule."),
    }
}
FILE: dict[str, Any] = {
    "parameters": [
        parameter("header", "Prefer", f"{RESPOND_ASYNC}: by a job, however small the file is (RFC 7240).", _STRING),
        parameter("query", "filename", "Names a file that is the whole body.", {"type": "string", "maxLength": 255}),
    ],
    "requestBody": file_body(),
    "responses": {
        202: {"headers": {"Location": {"description": "The file.", "schema": _STRING}}},
        413: refusal("The body is larger than this service takes."),
        422: refusal("The file cannot be used; `errors` says why."),
    },
}
VERDICTS: dict[str, Any] = {
    "responses": {
        200: {"description": "CSV: row, decision_id, verdict, field, rule, message.", "content": {"text/csv": TEXT}},
        404: refusal("There is no such file, or it is not here any more."),
        409: refusal("The file has not been read to its end."),
    }
}
