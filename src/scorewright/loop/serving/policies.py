"""The policy of a use case as data: what makes a decision of a probability, to be kept with the decisions."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from scorewright.declare.decision import Decision
from scorewright.declare.use_case import UseCase
from scorewright.loop.deployment.policy_content import policy_content
from scorewright.science.policy.bands import Band, Bands
from scorewright.science.policy.scales import PointsScale


@dataclass(frozen=True)
class RecordedPolicy:
    """``decision`` and the ``words`` of each feature's reason; ``content`` is both as JSON, and can make them again.

    Where the use case gives advice, or says how sure it is, ``content`` names the version of that.
    """

    decision: Decision
    words: Mapping[str, str]
    content: Mapping[str, Any]
    fingerprint: str

    @classmethod
    def of(cls, use_case: UseCase, restored: Mapping[str, Any] | None = None) -> Self:
        """As it is declared today or, where a rollback has ``restored`` another one, as that one was."""
        content = dict(policy_content(use_case) if restored is None else restored)
        if use_case.advisor is not None:
            content["advisor"] = use_case.advisor.version
        content.pop("confidence", None)
        if use_case.confidence is not None:
            content["confidence"] = use_case.confidence.version
        return cls.made_from(content)

    @classmethod
    def made_from(cls, content: Mapping[str, Any]) -> Self:
        """The policy that ``content`` was made of."""
        given = dict(content["decision"])
        scale, bands = given.pop("scale"), given.pop("bands")
        decision = Decision(
            scale=None if scale is None else PointsScale(**scale),
            bands=None if bands is None else Bands(tuple(Band(**band) for band in bands["bands"])),
            **given,
        )
        return cls(decision, dict(content["words"]), content, _fingerprint(content))


def _fingerprint(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
