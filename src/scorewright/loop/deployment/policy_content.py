"""The policy of a use case as JSON: apart from the tables, since processes without a database decide by it too."""

import json
from dataclasses import asdict
from typing import Any

from scorewright.declare.use_case import UseCase


def policy_content(use_case: UseCase) -> dict[str, Any]:
    """Threshold, scale and bands as declared today, and the words of each feature's reason."""
    words = {feature.name: feature.reason_words for feature in use_case.features}
    content: dict[str, Any] = json.loads(json.dumps({"decision": asdict(use_case.decision), "words": words}))
    return content
