"""The policy of a use case as JSON: apart from the tables, since processes without a database decide by it too."""

import json
from dataclasses import asdict
from typing import Any

from scorewright.declare.adverse import Adverse
from scorewright.declare.decision import Decision
from scorewright.declare.features import Feature
from scorewright.declare.use_case import UseCase


def policy_content(use_case: UseCase) -> dict[str, Any]:
    """Threshold, scale and bands as declared today, and the words of each feature's reason."""
    words = {feature.name: _words(feature) for feature in use_case.features}
    decision = asdict(use_case.decision)
    if decision["reasons"] == Decision.reasons:  # so that it is the policy that was kept before there was a choice
        del decision["reasons"]
    content: dict[str, Any] = json.loads(json.dumps({"decision": decision, "words": words}))
    return content


def _words(feature: Feature) -> str | dict[str, str]:
    """One text or, where there is more to say, the words of each side."""
    return asdict(feature.adverse) if isinstance(feature.adverse, Adverse) else feature.reason_words
