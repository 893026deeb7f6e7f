"""The policy of a use case as data: what makes a decision of a probability, to be kept with the decisions."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from scorewright.declare.adverse import Adverse
from scorewright.declare.decision import Decision
from scorewright.declare.use_case import UseCase
from scorewright.loop.deployment.policy_content import policy_content
from scorewright.science.policy.bands import Band, Bands
from scorewright.science.policy.scales import PointsScale


@dataclass(frozen=True)
class RecordedPolicy:
    """``decision`` and the ``words`` of each feature's reason; ``content`` is both as JSON, and can make them again.

    Where the use case gives advice, says how sure it is, or has a fallback that tells its reasons, ``content`` names
    the version of that.
    """

    decision: Decision
    words: Mapping[str, str | Adverse]
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
        content.pop("fallback", None)
        if use_case.fallback.contributions is not None:
            content["fallback"] = use_case.fallback.version
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
        words = {name: said if isinstance(said, str) else Adverse(**said) for name, said in content["words"].items()}
        return cls(decision, words, content, _fingerprint(content))

    @property
    def fallback(self) -> str | None:
        """The version of the fallback whose answers tell what moved them; None where they tell their sentence alone."""
        version: str | None = self.content.get("fallback")
        return version


def _fingerprint(content: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()
