"""Why an artefact answered as it did, from the plain data it holds and the outputs of the run that answered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.science.artefacts.dense import Dense
from scorewright.science.artefacts.directions import directions_of
from scorewright.science.artefacts.linear import Linear
from scorewright.science.artefacts.native_trees import to_booster
from scorewright.science.artefacts.reading import Contents
from scorewright.science.artefacts.tree_ensembles import MeanOfTrees
from scorewright.science.calibration.isotonic import Isotonic
from scorewright.science.calibration.logit import SMALLEST_PROBABILITY
from scorewright.science.calibration.platt import Platt
from scorewright.science.explanations.attribution import Attribution
from scorewright.science.explanations.explanation import Explanation, Method, Unit
from scorewright.science.explanations.linear import linear_attribution
from scorewright.science.explanations.occlusion import occlusion_attribution
from scorewright.science.explanations.tree_shap import tree_attribution
from scorewright.science.table import Direction

LARGEST_LOG_ODDS = float(np.log((1 - SMALLEST_PROBABILITY) / SMALLEST_PROBABILITY))

Rows = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Explainer:
    """``attribute`` answers, from encoded features (n, d) and raw outputs (n,), what each column contributed."""

    columns: tuple[str, ...]
    attribute: Callable[[Rows, Rows], Attribution]
    unit: Unit
    method: Method
    calibrator: Platt | Isotonic | None
    directions: Mapping[str, Direction]

    def explain(self, features: Rows, raw: Rows) -> tuple[Explanation, ...]:
        """One explanation for each row."""
        found = self.attribute(features, raw)
        before_calibration = self.calibrator is not None
        if isinstance(self.calibrator, Platt) and self.unit == "log_odds":
            found, before_calibration = _after_platt(found, raw, self.calibrator), False
        return tuple(
            Explanation(
                base,
                dict(zip(self.columns, row, strict=True)),
                self.unit,
                self.method,
                before_calibration,
                self.directions,
            )
            for base, row in zip(found.base.tolist(), found.contributions.tolist(), strict=True)
        )


def explainer_of(contents: Contents) -> Explainer:
    """The explainer of a model with these contents: exact for linear models and trees, by occlusion for networks."""
    columns = tuple(column.name for column in contents.description.columns)
    sources = [columns.index(feature.source) for feature in contents.description.features]
    means = np.array([feature.mean for feature in contents.description.features])
    places, calibrator, directions = np.array(sources, dtype=np.intp), contents.calibrator, directions_of(contents)
    match contents.predictor:
        case Linear() as linear:

            def by_weights(features: Rows, raw: Rows) -> Attribution:
                found = linear_attribution(features, linear.weights, linear.intercept, means)
                return found.by_source(places, len(columns))

            return Explainer(columns, by_weights, "log_odds", "linear", calibrator, directions)
        case Dense() as dense:

            def by_occlusion(features: Rows, raw: Rows) -> Attribution:
                return occlusion_attribution(dense.log_odds, features, means, places, len(columns))

            return Explainer(columns, by_occlusion, "log_odds", "occlusion", calibrator, directions)
        case ensemble:
            booster = to_booster(ensemble.trees, len(sources), threads=1)
            mean = isinstance(ensemble, MeanOfTrees)
            divisor = float(ensemble.trees.count) if mean else 1.0
            base = 0.0 if isinstance(ensemble, MeanOfTrees) else ensemble.base

            def by_tree_shap(features: Rows, raw: Rows) -> Attribution:
                found = tree_attribution(booster, features, (raw - base) * divisor)
                shares = Attribution(found.base / divisor + base, found.contributions / divisor)
                return shares.by_source(places, len(columns))

            unit: Unit = "probability" if mean else "log_odds"
            return Explainer(columns, by_tree_shap, unit, "tree_shap", calibrator, directions)


def _after_platt(found: Attribution, raw: Rows, platt: Platt) -> Attribution:
    """Contributions to the calibrated log odds; Platt's line starts from log odds kept within about 16 of 0."""
    kept = np.clip(raw, -LARGEST_LOG_ODDS, LARGEST_LOG_ODDS)
    away = raw - found.base
    factor = np.divide(kept - found.base, away, out=np.ones_like(away), where=(kept != raw) & (away != 0))
    return found.scaled(factor, platt.slope, platt.intercept)
