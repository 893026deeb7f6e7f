"""What a version was measured on, kept with it: comparisons, reports and plots need nothing else.

Applicants' features are in here, so the file lies where others of the machine may not read.
"""

import io
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scorewright.loop.registry.content_store import ContentStore, ContentUnusableError
from scorewright.loop.registry.models import ModelVersion
from scorewright.science.table import MISSING_CATEGORY, Column, Table

Rows = NDArray[np.uint64]
FEATURE, GROUP, FIELDS = "feature:", "group:", "fields"


class HoldoutUnusableError(ContentUnusableError):
    """The version kept no hold-out, or its file is missing or altered."""


HOLDOUTS = ContentStore("default", folder="holdouts/", ending=".parquet", noun="hold-out", error=HoldoutUnusableError)


@dataclass(frozen=True)
class Holdout:
    """n rows that trained nothing: what the model was given, what happened, and what the version answered.

    ``rows`` (n,) tell one record and outcome from another, in any version whose records have the same ``fields``:
    equal ones have the same number. ``groups`` are by field, each (n,), "" where missing; they are for reports only,
    protected ones among them.
    """

    table: Table
    labels: NDArray[np.int64]
    probabilities: NDArray[np.float64]
    rows: Rows
    fields: tuple[str, ...]
    groups: Mapping[str, NDArray[np.object_]]


def store(holdout: Holdout, trained: Rows) -> str:
    """Keep ``holdout`` and which rows trained, both (n,); its address."""
    features = {f"{FEATURE}{name}": values for name, values in holdout.table.values.items()}
    groups = {f"{GROUP}{name}": values for name, values in holdout.groups.items()}
    measured = pl.DataFrame(
        {
            "row": holdout.rows,
            "holdout": np.ones(len(holdout.rows), dtype=np.bool_),
            "label": holdout.labels.astype(np.int8),
            "probability": holdout.probabilities,
            **{name: _cells(values) for name, values in {**features, **groups}.items()},
        }
    )
    others = pl.DataFrame({"row": np.sort(trained), "holdout": np.zeros(len(trained), dtype=np.bool_)})
    file = io.BytesIO()
    pl.concat([measured, others], how="diagonal").write_parquet(file, metadata={FIELDS: json.dumps(holdout.fields)})
    return HOLDOUTS.store(file.getvalue())


def holdout_of(version: ModelVersion) -> Holdout:
    """Raises HoldoutUnusableError."""
    frame = _frame(version).filter(pl.col("holdout"))
    columns = tuple(Column(**feature) for feature in version.features)
    cells = {column.name: frame[f"{FEATURE}{column.name}"] for column in columns}
    values: dict[str, NDArray[np.generic]] = {
        column.name: cells[column.name].cast(pl.Float64).fill_null(np.nan).to_numpy()
        if column.kind == "number"
        else _texts(cells[column.name])
        for column in columns
    }
    return Holdout(
        table=Table(columns, values),
        labels=frame["label"].cast(pl.Int64).to_numpy(),
        probabilities=frame["probability"].to_numpy(),
        rows=frame["row"].to_numpy(),
        fields=_fields(version),
        groups={name.removeprefix(GROUP): _texts(frame[name]) for name in frame.columns if name.startswith(GROUP)},
    )


def trained_rows(version: ModelVersion) -> Rows:
    """The rows that trained ``version``, or chose its learner. Raises HoldoutUnusableError."""
    return _frame(version).filter(~pl.col("holdout"))["row"].to_numpy()


def unseen_by(holdout: Holdout, versions: Sequence[ModelVersion]) -> NDArray[np.bool_]:
    """Which rows of ``holdout``, shape (n,), trained none of ``versions``. Raises as ``rows_that_trained``."""
    unseen = np.ones(len(holdout.rows), dtype=np.bool_)
    for version in versions:
        unseen &= ~np.isin(holdout.rows, rows_that_trained(version, holdout.fields))
    return unseen


def rows_that_trained(version: ModelVersion, fields: Collection[str]) -> Rows:
    """As ``trained_rows``, to be held against rows of records with these ``fields``.

    Raises HoldoutUnusableError, also where records of the version have others: the same row is not known again.
    """
    if other := sorted({*_fields(version)} ^ {*fields}):
        raise HoldoutUnusableError(
            f"which rows trained {version} cannot be told, since its records have other fields: {', '.join(other)}"
        )
    return trained_rows(version)


def _frame(version: ModelVersion) -> pl.DataFrame:
    return pl.read_parquet(_content(version))


def _fields(version: ModelVersion) -> tuple[str, ...]:
    return tuple(json.loads(pl.read_parquet_metadata(io.BytesIO(_content(version))).get(FIELDS, "[]")))


def _content(version: ModelVersion) -> bytes:
    if not version.holdout_sha256:
        raise HoldoutUnusableError(f"{version} kept no hold-out: it was registered before they were kept")
    return HOLDOUTS.fetch(version.holdout_sha256)


def _cells(values: NDArray[np.generic]) -> pl.Series:
    return (
        pl.Series(values.astype(np.float64))
        if values.dtype.kind == "f"
        else pl.Series(values.tolist(), dtype=pl.String)
    )


def _texts(cells: pl.Series) -> NDArray[np.object_]:
    return np.array(cells.fill_null(MISSING_CATEGORY).to_list(), dtype=np.object_)
