"""What OpenAPI says of the registry's addresses that a view's signature cannot."""

from typing import Any

from scorewright.loop.serving.door.problem_responses import refusal

STATUS: dict[str, Any] = {
    "responses": {
        404: refusal("There is no such ML algorithm."),
        409: refusal("It cannot have this status now; the problem says why, and what to do instead."),
    }
}
FEEDBACK: dict[str, Any] = {
    "responses": {
        404: refusal("There is no such request."),
        409: refusal("What is known stands against it; `errors` names field and rule."),
        422: refusal("The feedback breaks a rule; `errors` names field and rule."),
    }
}
