import json
from dataclasses import replace

from scorewright.declare.catalogue import use_cases
from scorewright.declare.use_case import UseCase
from scorewright.loop.serving.policies import RecordedPolicy


def test_policy__of_every_use_case__decides_the_same_when_made_again_from_json() -> None:
    for use_case in use_cases().values():
        policy = RecordedPolicy.of(use_case)
        again = RecordedPolicy.made_from(json.loads(json.dumps(policy.content)))
        assert again.fingerprint == policy.fingerprint, use_case.name
        assert again.words == policy.words
        for percent in range(101):
            assert again.decision.decide(percent / 100) == policy.decision.decide(percent / 100)


def test_policy__other_threshold__other_fingerprint(use_case: UseCase) -> None:
    other = replace(use_case, decision=replace(use_case.decision, threshold=0.7))
    assert RecordedPolicy.of(other).fingerprint != RecordedPolicy.of(use_case).fingerprint
    assert RecordedPolicy.of(use_case).fingerprint == RecordedPolicy.of(use_case).fingerprint
