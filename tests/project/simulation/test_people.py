"""What people do of their own accord, and when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast
from uuid import UUID

import pytest

from scorewright.declare.catalogue import use_case_named
from scorewright.declare.simulation import World
from scorewright.project.simulation.people import FIRST, MISTAKE, Operator
from scorewright.project.simulation.phases import Phases

TRAINED = UUID(int=7)
OWN = {"trigger": {"trigger_type": "data_threshold"}, "best_model_id": "7"}
BY_HAND = {"trigger": {"trigger_type": "manual"}, "best_model_id": "8"}
WAITING = {"id": "7", "label": "v7", "gates": [{"passed": True}], "activated_at": None}
RUNNING = {"id": "1", "state": "running", "verdict": None, "arms": [], "rule": {"words": "To be judged."}}


@dataclass
class Service:
    """Takes whatever is asked of it, and notes it."""

    asked: list[str] = field(default_factory=list)
    experiments: list[dict[str, Any]] = field(default_factory=list)
    trainings: list[dict[str, Any]] = field(default_factory=list)
    version: dict[str, Any] = field(default_factory=lambda: dict(WAITING))

    @property
    def training(self) -> "Service":
        return self

    def upload(self, path: Any) -> Any:
        return SimpleNamespace(data_id=UUID(int=1))

    def train(self, use_case: str, **config: Any) -> Any:
        self.asked.append(f"train from {config['notes']}")
        return SimpleNamespace(wait=lambda: SimpleNamespace(best_model_id=TRAINED))

    def activate(self, version: UUID, reason: str) -> None:
        self.asked.append(f"activate {version.int}")

    def get(self, path: str, **query: str) -> Any:
        if path == "/model-training/jobs":
            return {"jobs": self.trainings}
        if path == "/models/7/":
            return self.version
        return {"results": self.experiments if path == "/experiments/" else [{"id": "1", "label": "v1"}]}

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        self.asked.append(f"post {path}")
        return RUNNING


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def operator(service: Service, village: World) -> Operator:
    both = cast("Any", service)
    return Operator(both, both, use_case_named("retention"), village, units=100, phases=Phases())


def after(acts: Iterator[str], service: Service) -> list[str]:
    assert all(acts)
    return service.asked


def test_act__first_month__a_version_is_trained_and_left_to_its_gates(operator: Operator, service: Service) -> None:
    assert [what.split()[0] for what in after(operator.act(FIRST), service)] == ["train"]


def test_act__month_of_the_mistake__what_was_trained_is_activated_by_hand(operator: Operator, service: Service) -> None:
    assert after(operator.act(MISTAKE), service)[-1] == "activate 7"


@pytest.mark.parametrize(
    ("state", "outcome", "done"),
    [
        ("running", None, []),
        ("running", "tie", []),
        ("running", "winner", ["post /experiments/1/stop/"]),
        ("interrupted", "tie", ["post /experiments/"]),
        ("stopped", "winner", ["post /experiments/"]),
    ],
)
def test_heed__experiment__ended_where_it_found_a_winner_and_another_begun_where_none_runs(
    operator: Operator, service: Service, state: str, outcome: str | None, done: list[str]
) -> None:
    service.trainings = [OWN]
    service.experiments = [RUNNING | {"state": state, "verdict": outcome and {"outcome": outcome}}]
    assert after(operator.heed(), service) == done


@pytest.mark.parametrize(
    ("trainings", "version", "done"),
    [
        ([], WAITING, []),
        ([BY_HAND], WAITING, []),
        ([BY_HAND, OWN], WAITING, ["post /experiments/"]),
        ([OWN | {"best_model_id": None}, OWN], WAITING, []),
        ([OWN], WAITING | {"gates": [{"passed": True}, {"passed": False}]}, []),
        ([OWN], WAITING | {"activated_at": "2026-05-01T00:00:00Z"}, []),
    ],
    ids=["none", "by hand", "its own", "no version came", "a gate failed", "decided once"],
)
def test_heed__what_the_service_trained__is_tried_where_it_passed_its_gates_and_never_decided(
    operator: Operator, service: Service, trainings: list[dict[str, Any]], version: dict[str, Any], done: list[str]
) -> None:
    service.trainings, service.version = trainings, version
    assert after(operator.heed(), service) == done


@pytest.mark.parametrize(("state", "done"), [("stopped", []), ("interrupted", ["post /experiments/"])])
def test_heed__version_that_was_an_arm__is_tried_again_only_where_nothing_came_of_it(
    operator: Operator, service: Service, state: str, done: list[str]
) -> None:
    service.trainings = [OWN]
    service.experiments = [RUNNING | {"state": state, "arms": [{"version_id": "7"}, {"version_id": "1"}]}]
    assert after(operator.heed(), service) == done
