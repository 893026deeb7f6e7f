"""The rows on which versions may be compared: of the newest one's hold-out, those that trained none of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from numpy.typing import NDArray

from scorewright.loop.registry import artefacts
from scorewright.loop.registry.holdouts import HoldoutUnusableError, holdout_of, unseen_by
from scorewright.loop.registry.models import ModelVersion
from scorewright.science.artefacts.admission import ArtefactRefused
from scorewright.science.artefacts.running import load
from scorewright.science.policy.probabilities import settle
from scorewright.science.table import Table


class IncomparableError(Exception):
    """There are no rows on which these versions can be compared; the message says why."""


@dataclass(frozen=True)
class CommonRows:
    """n of the ``of_rows`` rows of the hold-out of ``newest``: what happened, and each version's settled answers."""

    newest: ModelVersion
    of_rows: int
    labels: NDArray[np.int64]
    answers: Mapping[UUID, NDArray[np.float64]]
    groups: Mapping[str, NDArray[np.object_]]


def common_rows(versions: Sequence[ModelVersion]) -> CommonRows:
    """Answered by each version's own artefact. Raises IncomparableError."""
    if len({version.use_case for version in versions}) != 1:
        raise IncomparableError("versions of one use case can be compared, and no others")
    newest = max(versions, key=lambda version: version.number)
    try:
        holdout = holdout_of(newest)
        unseen = unseen_by(holdout, versions)
    except HoldoutUnusableError as error:
        raise IncomparableError(str(error)) from error
    if not unseen.any():
        raise IncomparableError(
            f"each of the {len(unseen):,} rows that {newest} was measured on trained another version"
        )
    table = holdout.table.rows(unseen)
    return CommonRows(
        newest=newest,
        of_rows=len(unseen),
        labels=holdout.labels[unseen],
        answers={version.pk: _answers(version, table) for version in versions},
        groups={field: values[unseen] for field, values in holdout.groups.items()},
    )


def _answers(version: ModelVersion, table: Table) -> NDArray[np.float64]:
    try:
        return settle(load(artefacts.fetch(version.artefact_sha256)).probability(table))
    except (artefacts.ArtefactUnusableError, ArtefactRefused) as error:
        raise IncomparableError(f"{version}: {error}") from error
    except KeyError as error:
        raise IncomparableError(f"{version} needs {error}, which the rows do not have") from error
    except ValueError as error:
        raise IncomparableError(f"{version} does not answer all rows: {error}") from error
