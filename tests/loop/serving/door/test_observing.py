"""What one request leaves in the tallies."""

from functools import partial

import pytest

from scorewright.loop.serving.door import application
from scorewright.loop.serving.journal.group_commit import GroupCommit
from scorewright.loop.serving.tallies.tallies import STAGES, TALLIES

GOOD = {"distance": 80, "parcels": 3, "van": "small"}
PATH = "/api/v1/predict/late_delivery/"
INFER = "/v2/models/late_delivery/infer"
TENSORS = {"inputs": [{"name": "distance", "datatype": "FP64", "shape": [1], "data": [80]}]}


def timed() -> dict[str, tuple[int, float]]:
    """How often each stage was timed, and the sum of its seconds."""
    found = {stage: TALLIES.stage_seconds(stage).read() for stage in STAGES}
    return {stage: (sum(counts), seconds) for stage, (counts, seconds) in found.items()}


@pytest.mark.parametrize(
    ("body", "path"), [(GOOD, PATH), ([GOOD], PATH), (GOOD, f"{PATH}?explain=true"), (TENSORS, INFER)]
)
def test_observer__one_request_for_one_record__every_stage_is_timed_once(
    use_case, open_door, make_caller, put_live, *, monkeypatch: pytest.MonkeyPatch, body: object, path: str
) -> None:
    monkeypatch.setattr(application, "FLUSH_SECONDS", 3_600)  # nobody else reads the tallies meanwhile
    put_live()
    caller = make_caller(open_door())
    before = timed()
    assert caller.post(body, path).status_code == 200
    after = timed()
    assert {stage: after[stage][0] - before[stage][0] for stage in STAGES} == dict.fromkeys(STAGES, 1)
    assert all(after[stage][1] > before[stage][1] for stage in STAGES)


def test_observer__decision_that_is_not_kept_anew__is_not_counted_again(use_case, open_door, make_caller) -> None:
    caller = make_caller(open_door(journal=partial(GroupCommit, most_waiting=1)))
    counter = TALLIES.decisions(use_case.name, use_case.fallback.version, "fallback")
    before = counter.value
    assert caller.post([GOOD] * 2).status_code == 503
    assert counter.value == before
    for _ in range(2):
        assert caller.post(GOOD, Idempotency_Key="k").status_code == 200
    assert counter.value == before + 1
