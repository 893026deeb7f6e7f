"""What a person does in the simulated year: train, start an experiment, and make one grave mistake."""

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

FOLDS = 3
# Months at whose beginning something is done; an outcome takes up to three to be known for certain.
FIRST, CHALLENGE, MISTAKE = 1, 2, 7


class Operator:
    """Acts with a key that may do everything that people may."""

    def __init__(self, service: Client, plain: PlainCalls, use_case: UseCase, world: World) -> None:
        self._service = service
        self._plain = plain
        self._use_case = use_case
        self._world = world

    def act(self, number: int) -> Iterator[str]:
        """Do what there is to do at the beginning of month ``number``, and say so."""
        if number == FIRST:
            self._train(self._world.history("poor"), "the first rows, with gaps in the notes")
            yield "An operator trains a first version from what was noted before, with gaps."
        if number == CHALLENGE:
            self._train(self._world.history("good"), "the same customers, noted well")
            yield "An operator trains a challenger from the same customers, noted well."
        if number == MISTAKE:
            yield from self._mistake()

    def production(self) -> list[str]:
        """The versions that decide: one, if all is well."""
        found = self._plain.get("/models/", use_case=self._use_case.name, status="production")
        return [row["label"] for row in found["results"]]

    def _mistake(self) -> Iterator[str]:
        version = self._train(self._world.history("reversed"), "a file in which 1 and 0 were mixed up")
        yield "An operator trains from a file in which 1 and 0 were mixed up, and activates what comes of it by hand."
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
