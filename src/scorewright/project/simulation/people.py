"""What people do in the simulated year: they train, make one grave mistake, and try what the service has trained."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from scorewright.client import ApiError, Client
from scorewright.declare.simulation import Case, World
from scorewright.declare.use_case import UseCase
from scorewright.project.simulation.phases import Phases
from scorewright.project.simulation.plain_calls import PlainCalls
from scorewright.project.simulation.refusals import SimulationError
from scorewright.project.simulation.told import Row, Told

FOLDS = 3
FIRST, MISTAKE = 1, 2  # months at whose beginning something is done
METRIC = "brier"
SHARE = 0.5
CLEAR = "the verdict is clear"
LONG_AGO = "2000-01-01T00:00:00Z"  # before the year began


class Operator:
    """Acts with a key that may do everything that people may; ``units`` is what an experiment is planned for."""

    def __init__(
        self, service: Client, plain: PlainCalls, use_case: UseCase, world: World, *, units: int, phases: Phases
    ) -> None:
        self._service = service
        self._plain = plain
        self._use_case = use_case
        self._world = world
        self._units = units
        self._phases = phases

    def act(self, number: int) -> Iterator[str]:
        """Do what there is to do at the beginning of month ``number``, and say so."""
        if number == FIRST:
            self._train(self._world.history("poor"), "notes of earlier customers, some of them wrong")
            yield "An operator trains a first version from notes of earlier customers, some of them wrong."
        if number == MISTAKE:
            yield from self._make_a_mistake()

    def heed(self) -> Iterator[str]:
        """Try what the service has trained and left to people, and end an experiment whose winner it leaves to them."""
        newest = next(iter(self._experiments()), None)
        if newest is None or newest["state"] != "running":
            if (waiting := self._waiting()) is not None:
                yield self._challenge(waiting)
        elif (newest["verdict"] or {}).get("outcome") == "winner":
            self._plain.post(f"/experiments/{newest['id']}/stop/", {"reason": CLEAR, "promote": "winner"})
            yield f"The operator ends the experiment: {CLEAR}."

    def told(self) -> Told:
        """What the service tells the operator at last."""
        name = self._use_case.name
        return Told(
            production=self._production(),
            experiments=self._experiments(),
            performance=self._plain.get(f"/use-cases/{name}/performance/", by="version", since=LONG_AGO)["cohorts"],
        )

    def _production(self) -> list[Row]:
        found: list[Row] = self._plain.get("/models/", use_case=self._use_case.name, status="production")["results"]
        return found

    def _experiments(self) -> list[Row]:
        found: list[Row] = self._plain.get("/experiments/", use_case=self._use_case.name)["results"]
        return found

    def _waiting(self) -> Row | None:
        """The best of the newest training that the service began itself: it passed its gates and was not tried yet."""
        trained = self._plain.get("/model-training/jobs", use_case=self._use_case.name, status="completed")["jobs"]
        own = (row for row in trained if row["trigger"]["trigger_type"] != "manual")
        newest = next(own, None)
        if newest is None or newest["best_model_id"] is None:
            return None
        version: Row = self._plain.get(f"/models/{newest['best_model_id']}/")
        passed = all(gate["passed"] for gate in version["gates"])
        judged = (one for one in self._experiments() if one["state"] == "stopped")
        tried = {arm["version_id"] for experiment in judged for arm in experiment["arms"]}
        new = version["activated_at"] is None and version["id"] not in tried
        return version if passed and new else None

    def _challenge(self, version: Row) -> str:
        (champion,) = self._production()
        body = {
            "use_case": self._use_case.name,
            "title": f"{version['label']} against {champion['label']}",
            "reason": "trained from what was learnt since: is it better than what decides?",
            "arms": [
                {"version_id": champion["id"], "share": SHARE},
                {"version_id": version["id"], "share": SHARE},
            ],
            "metric": METRIC,
            "mode": "always_valid",
            "planned_units": self._units,
        }
        begun = self._plain.post("/experiments/", body)
        return f"The operator starts an experiment, {body['title']}. {begun['rule']['words']}"

    def _make_a_mistake(self) -> Iterator[str]:
        version = self._train(self._world.history("reversed"), "a file in which 1 and 0 were mixed up")
        yield "The operator trains from a file in which 1 and 0 were mixed up, and activates what comes of it by hand."
        try:
            self._service.training.activate(version, "it passed its gates")
        except ApiError as error:
            yield f"The service refuses: {error}"

    def _train(self, cases: Sequence[Case], notes: str) -> UUID:
        with TemporaryDirectory(prefix="scorewright-history-") as folder:
            path = Path(folder) / "history.jsonl"
            path.write_text("".join(f"{json.dumps(self._row(case))}\n" for case in cases))
            file = self._service.training.upload(path)
        job = self._service.training.train(
            self._use_case.name,
            data_source="upload",
            data_id=file.data_id,
            algorithms=self._use_case.training.learners[:1],
            cross_validation_folds=FOLDS,
            n_jobs=1,
            notes=notes,
        )
        with self._phases("trainings"):
            best = job.wait().best_model_id
        if best is None:
            raise SimulationError(f"no version came of the training from {notes}")
        return best

    def _row(self, case: Case) -> dict[str, object]:
        return {**case.record, self._use_case.outcome.name: self._use_case.outcome.value(case.label)}
