import json

import pytest

from scorewright.declare.catalogue import use_case_named
from scorewright.declare.errors import RecordRejected
from scorewright.declare.records import accept_record
from scorewright.loop.training.rows.preparation import prepare
from scorewright.loop.training.rows.splitting import fingerprint, holdout
from scorewright.project.demo.broken import broken_record
from scorewright.project.demo.client import Client, ServiceError
from scorewright.project.demo.unseen import unseen_rows
from scorewright.project.embedded.ports import free_port


@pytest.mark.parametrize("name", ["retention", "german_credit"])
def test_broken_record__breaks_three_rules(name: str) -> None:
    use_case = use_case_named(name)
    with pytest.raises(RecordRejected) as rejected:
        accept_record(use_case.fields, broken_record(use_case))
    assert {problem.rule for problem in rejected.value.problems} == {"unknown", "type", "required"}


def test_unseen_rows__are_the_hold_out_and_travel_as_json() -> None:
    use_case = use_case_named("german_credit")
    training = prepare(use_case, use_case.load())
    split = holdout(training, use_case.training)
    unseen = unseen_rows(use_case, None)
    assert len(unseen.records) == len(split.test)
    assert unseen.labels.sum() == training.labels[split.test].sum()
    assert unseen.fingerprint == fingerprint(training, split)
    for record in unseen.records:
        sent = json.loads(json.dumps(record))
        assert accept_record(use_case.fields, sent) in [training.records[row] for row in split.test]


def test_unseen_rows__fewer__are_the_first_of_the_same() -> None:
    use_case = use_case_named("german_credit")
    assert unseen_rows(use_case, 5).records == unseen_rows(use_case, None).records[:5]


def test_service__nobody_there__says_what_to_do() -> None:
    with (
        Client(f"http://127.0.0.1:{free_port()}", "no key") as service,
        pytest.raises(ServiceError, match="is `scorewright up` running"),
    ):
        service.production("retention")
