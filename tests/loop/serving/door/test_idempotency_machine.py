"""Any order of requests, with keys and without: what is kept and what is answered follow from a dictionary."""

from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

GOOD = {"distance": 80, "parcels": 3, "van": "small"}
BODIES: list[Any] = [GOOD, GOOD | {"distance": 1}, {}, [GOOD], [GOOD, {}, GOOD], [{}], []]
ACCEPTED = [1, 1, 0, 1, 2, 0, 0]
bodies = st.integers(0, len(BODIES) - 1)


class Requests(RuleBasedStateMachine):
    """``caller`` posts to a door, ``put_live`` activates a new version."""

    def __init__(self, caller: Any, put_live: Any) -> None:
        super().__init__()
        self._caller = caller
        self._put_live = put_live
        self._before = len(caller.kept())
        self._kept = 0
        self._answers: dict[str, tuple[int, bytes]] = {}

    @rule(body=bodies)
    def without_a_key(self, body: int) -> None:
        self._expect_new(body, self._caller.post(BODIES[body]))

    @rule(body=bodies, name=st.sampled_from("abc"))
    def with_a_key(self, body: int, name: str) -> None:
        key = f"{id(self)}-{name}"
        answer = self._caller.post(BODIES[body], Idempotency_Key=key)
        if key not in self._answers:
            self._expect_new(body, answer)
            if ACCEPTED[body]:  # what kept nothing leaves the key free
                self._answers[key] = (body, answer.content)
        elif ACCEPTED[body] and self._answers[key][0] != body:
            assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, "Idempotency-Key")
        elif ACCEPTED[body]:
            assert (answer.status_code, answer.headers["idempotent-replayed"]) == (200, "true")
            assert answer.content == self._answers[key][1]

    @rule()
    def another_version(self) -> None:
        self._put_live()

    @invariant()
    def as_many_as_were_answered_are_kept(self) -> None:
        assert len(self._caller.kept()) - self._before == self._kept

    def _expect_new(self, body: int, answer: Any) -> None:
        assert answer.status_code == (200 if ACCEPTED[body] or isinstance(BODIES[body], list) else 422)
        assert "idempotent-replayed" not in answer.headers
        self._kept += ACCEPTED[body]


def test_requests__in_any_order__kept_once_and_answered_the_same(caller, put_live) -> None:
    put_live()
    limits = settings(
        max_examples=15, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck), database=None
    )
    run_state_machine_as_test(lambda: Requests(caller, put_live), settings=limits)
