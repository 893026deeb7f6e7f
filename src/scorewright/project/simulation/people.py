"""What people do in the simulated year: they train, make one grave mistake, and start an experiment."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from scorewright.client import ApiError, Client
from scorewright.declare.simulation import Case, World
from scorewright.declare.use_case import UseCase
from scorewright.project.simulation.plain_calls import PlainCalls
from scorewright.project.simulation.refusals import SimulationError
from scorewright.project.simulation.told import Row, Told

FOLDS = 3
# Months at whose beginning something is done; an outcome takes up to three to be known for certain.
FIRST, MISTAKE, CHALLENGE = 1, 2, 6
METRIC = "brier"
SHARE = 0.5
CLEAR = "the verdict is clear"


class Operator:
    """Acts with a key that may do everything that people may; ``units`` is what an experiment is planned for."""

    def __init__(self, service: Client, plain: PlainCalls, use_case: UseCase, world: World, units: int) -> None:
        self._service = service
        self._plain = plain
        self._use_case = use_case
        self._world = world
        self._units = units
        self._challenger: UUID | None = None

    def act(self, number: int) -> Iterator[str]:
        """Do what there is to do at the beginning of month ``number``, and say so."""
        if number == FIRST:
            self._train(self._world.history("poor"), "notes of earlier customers, some of them wrong")
            yield "An operator trains a first version from notes of earlier customers, some of them wrong."
        if number == MISTAKE:
            yield from self._make_a_mistake()
        if number == CHALLENGE:
            self._challenger = self._train(self._world.history("good"), "the same customers, noted well")
            yield "The operator trains a challenger from the same customers, noted well."
            yield self._challenge(self._challenger)

    def heed(self) -> Iterator[str]:
        """Begin an experiment again that was interrupted, and end one whose winner the service leaves to people."""
        newest = next(iter(self._experiments()), None)
        if newest is None or self._challenger is None:
            return
        if newest["state"] == "interrupted":
            yield self._challenge(self._challenger)
        if newest["state"] == "running" and (newest["verdict"] or {}).get("outcome") == "winner":
            self._plain.post(f"/experiments/{newest['id']}/stop/", {"reason": CLEAR, "promote": "winner"})
            yield f"The operator ends the experiment: {CLEAR}."

    def told(self) -> Told:
        """What the service tells the operator at last."""
        name = self._use_case.name
        return Told(
            production=self._production(),
            experiments=self._experiments(),
            performance=self._plain.get(f"/use-cases/{name}/performance/", by="version")["cohorts"],
        )

    def _production(self) -> list[Row]:
        found: list[Row] = self._plain.get("/models/", use_case=self._use_case.name, status="production")["results"]
        return found

    def _experiments(self) -> list[Row]:
        found: list[Row] = self._plain.get("/experiments/", use_case=self._use_case.name)["results"]
        return found

    def _challenge(self, version: UUID) -> str:
        (champion,) = self._production()
        body = {
            "use_case": self._use_case.name,
            "title": "Notes with and without mistakes",
            "reason": "which of two versions is right more often",
            "arms": [
                {"version_id": champion["id"], "share": SHARE},
                {"version_id": str(version), "share": SHARE},
            ],
            "metric": METRIC,
            "mode": "always_valid",
            "planned_units": self._units,
        }
        begun = self._plain.post("/experiments/", body)
        return f"The operator starts an experiment. {begun['rule']['words']}"

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
        best = job.wait().best_model_id
        if best is None:
            raise SimulationError(f"no version came of the training from {notes}")
        return best

    def _row(self, case: Case) -> dict[str, object]:
        return {**case.record, self._use_case.outcome.name: self._use_case.outcome.value(case.label)}
