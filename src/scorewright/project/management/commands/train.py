from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandParser
from rich.console import Console

from scorewright.declare.catalogue import use_case_named
from scorewright.declare.dataset import Dataset, dataset_from_csv
from scorewright.declare.use_case import UseCase
from scorewright.loop.deployment.actions import consider
from scorewright.loop.training.actions import fit, register_all
from scorewright.project.commands.product_command import ProductCommand
from scorewright.project.commands.progress_bars import stages_on
from scorewright.project.commands.tenant_scope import FIRST_TENANT, acting_for
from scorewright.project.commands.training_report import answer, show

STAGES = {
    "data": "checking the data",
    "choosing": "choosing the learner (folds of the training rows)",
    "study": "cross-validating over all rows",
    "finishing": "fitting, converting, certifying, measuring",
}


class Command(ProductCommand):
    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("use_case", metavar="USE_CASE")
        parser.add_argument("--data", type=Path, metavar="FILE", help="a CSV file in place of the use case's own data")
        parser.add_argument("--cv", type=int, metavar="K", help="cross-validate each learner over all rows as well")
        parser.add_argument("--learners", metavar="A,B", help="only these of the use case's learners")
        parser.add_argument("--tenant", default=FIRST_TENANT)

    def act(
        self,
        console: Console,
        *,
        use_case: str,
        data: Path | None,
        cv: int | None,
        learners: str | None,
        tenant: str,
        **_: Any,
    ) -> Mapping[str, Any]:
        declared = use_case_named(use_case)
        dataset = _dataset(declared, data)
        with acting_for(tenant):
            pass  # an unknown tenant is named now, not after minutes of work
        with stages_on(console, STAGES) as on_step:
            trained = fit(
                use_case=declared,
                dataset=dataset,
                study_folds=cv,
                learners=None if learners is None else [name.strip() for name in learners.split(",")],
                on_step=lambda step: on_step(step.stage, step.done, step.total),
            )
        with acting_for(tenant) as scope:
            run = register_all(trained=trained, by=scope.actor)
            found = None if run.best is None else consider(version_id=run.best.id, by=scope.actor, trigger="command")
            if run.best is not None:
                run.best.refresh_from_db()
            show(run, console)
            return answer(declared, run, activated=found is not None and found.activated)


def _dataset(use_case: UseCase, file: Path | None) -> Dataset:
    """The use case's own data, or those of ``file``, in which the same columns are ignored."""
    own = use_case.load()
    return own if file is None else dataset_from_csv(file, ignored=own.ignored)
