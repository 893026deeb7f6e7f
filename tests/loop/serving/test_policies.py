import json
from dataclasses import replace

from scorewright.declare.adverse import Adverse
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


def test_policy__kept_before_reasons_were_counted_and_had_sides__is_made_again_as_it_was(use_case: UseCase) -> None:
    now = RecordedPolicy.of(use_case)
    assert "reasons" not in now.content["decision"]  # four, as ever: the same policy as before
    kept = {"decision": dict(now.content["decision"]), "words": {"distance": "How {far} it is"}}
    again = RecordedPolicy.made_from(kept)
    assert (again.decision.reasons, again.words, again.fallback) == (4, {"distance": "How {far} it is"}, None)
    assert again.content == kept


def test_policy__words_of_each_side_and_fewer_reasons__are_kept(use_case: UseCase) -> None:
    adverse = Adverse(neutral="How far it is", high="It is far ({value:.0f} km)")
    features = (replace(use_case.features[0], adverse=adverse), *use_case.features[1:])
    other = replace(use_case, features=features, decision=replace(use_case.decision, reasons=3))
    again = RecordedPolicy.made_from(json.loads(json.dumps(RecordedPolicy.of(other).content)))
    assert (again.words["distance"], again.decision.reasons) == (adverse, 3)
    assert again.fingerprint != RecordedPolicy.of(use_case).fingerprint
