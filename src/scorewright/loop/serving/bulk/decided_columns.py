"""The decision's own columns of a result, as a frame."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import numpy as np
import polars as pl
from numpy.typing import NDArray

from scorewright.declare.outcome import OutcomeValue
from scorewright.loop.serving.bulk.scoring import Scored
from scorewright.loop.serving.plan import Plan


def decided_frame(
    plan: Plan, scored: Scored, ids: Sequence[UUID] | None, names: Mapping[str, str], *, typed: bool
) -> pl.DataFrame:
    """A row for each decision, under ``names``; ``ids`` where each is kept. Unless ``typed``, labels are text."""
    verdicts = scored.verdicts
    bands = plan.policy.decision.bands
    by_fallback = scored.answered_by_fallback
    versions = [
        plan.use_case.fallback.version if plan.model is None else plan.model.label,
        plan.use_case.fallback.version,
    ]
    columns = {
        "decision_id": None if ids is None else pl.Series([str(one) for one in ids], dtype=pl.String),
        "probability": pl.Series(verdicts.probability),
        "label": _labels(plan, typed=typed).gather(pl.Series(verdicts.label)),
        "score": None if verdicts.score is None else pl.Series(verdicts.score),
        "band": None if bands is None else _named([band.name for band in bands.bands], verdicts.band),
        "risk": None if bands is None else _named([band.risk for band in bands.bands], verdicts.band),
        "confidence": pl.Series(verdicts.confidence),
        "width": None if scored.width is None else pl.Series(scored.width).fill_nan(None),
        "needs_review": pl.Series(verdicts.needs_review),
        "model_version": pl.Series(versions).gather(pl.Series(by_fallback).cast(pl.UInt32)),
        "fallback": pl.Series(by_fallback),
    }
    empty = {"score": pl.Int64, "band": pl.String, "risk": pl.String, "width": pl.Float64}
    return pl.DataFrame(
        {
            names[name]: pl.Series([None] * len(scored), dtype=empty[name]) if column is None else column
            for name, column in columns.items()
            if name in names
        }
    )


def _labels(plan: Plan, *, typed: bool) -> pl.Series:
    values: list[OutcomeValue] = [plan.use_case.outcome.value(label) for label in (0, 1)]
    same = {type(value) for value in values} in ({bool}, {int}, {str})
    return pl.Series(values if typed and same else [str(value) for value in values])


def _named(names: Sequence[str | None], positions: NDArray[np.intp] | None) -> pl.Series:
    return pl.Series(names, dtype=pl.String).gather(pl.Series(positions))
