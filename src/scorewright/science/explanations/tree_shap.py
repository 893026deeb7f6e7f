"""Exact reasons of trees: path-dependent TreeSHAP by XGBoost, for whatever trees its booster holds."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from scorewright.science.explanations.attribution import Attribution

if TYPE_CHECKING:
    from xgboost import Booster


def tree_attribution(booster: "Booster", features: NDArray[np.float64], raw: NDArray[np.float64]) -> Attribution:
    """Shapley values of the booster's trees for ``features`` (n, d), whose answers are ``raw`` (n,).

    What is not known of a row follows the training rows down both branches, in proportion to their cover (Lundberg et
    al., From local explanations to global understanding with explainable AI for trees, Nature Machine Intelligence 2,
    2020, algorithm 2); the base is what is then expected with nothing known. XGBoost computes in single precision: what
    its sum lacks of ``raw``, some millionths, is given back to the contributions in proportion to their size.
    """
    from xgboost import DMatrix  # noqa: PLC0415 - loaded when reasons are first asked for

    rows = DMatrix(features.astype(np.float32), nthread=1)
    found = booster.predict(rows, pred_contribs=True, validate_features=False).astype(np.float64)
    contributions, base = found[:, :-1], found[:, -1]
    return Attribution(base, contributions + _lacking(base, contributions, raw))


def _lacking(
    base: NDArray[np.float64], contributions: NDArray[np.float64], raw: NDArray[np.float64]
) -> NDArray[np.float64]:
    sizes = np.abs(contributions)
    total = sizes.sum(axis=1)
    lacking = raw - base - contributions.sum(axis=1)
    return np.asarray(sizes * np.divide(lacking, total, out=np.zeros_like(total), where=total > 0)[:, None])
