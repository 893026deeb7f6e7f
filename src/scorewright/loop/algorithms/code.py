"""What stands for the code of an algorithm: nobody uploads any, so there is no text to show."""

import hashlib
import json

from scorewright.loop.registry.models import ModelVersion


def code_of(version: ModelVersion) -> str:
    """SHA-256 of inputs, learner and parameters: versions with the same one differ by the rows that trained them."""
    made_of = {"features": version.features, "learner": version.algorithm, "parameters": version.parameters}
    return "sha256:" + hashlib.sha256(json.dumps(made_of, sort_keys=True).encode()).hexdigest()
