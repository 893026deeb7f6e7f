"""Simulated applicants: twelve features like those of an admission, and outcomes by a rule that is known."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.science.table import Column, Table

NAMES = (
    "gpa",
    "gre_verbal",
    "gre_quant",
    "gmat",
    "english",
    "research",
    "professional",
    "extracurricular",
    "prestige",
    "competitiveness",
    "gpa_vs_average",
    "test_vs_average",
)


@dataclass(frozen=True, slots=True)
class Applicants:
    """``features`` (n, 12), ``labels`` (n,), and ``chances`` (n,), the probabilities that the labels were drawn by."""

    features: NDArray[np.float64]
    labels: NDArray[np.int64]
    chances: NDArray[np.float64]

    @property
    def table(self) -> Table:
        columns = tuple(Column(name) for name in NAMES)
        return Table(columns, {name: self.features[:, place] for place, name in enumerate(NAMES)})


def applicants(count: int, seed: int) -> Applicants:
    """``count`` applicants of whom about half are admitted; what tests and grades show of them is partly noise.

    Nobody who knows the features alone can rank them better than by ``chances``.
    """
    rng = np.random.default_rng(seed)
    ability, diligence, drive = (rng.normal(size=count) for _ in range(3))
    research_bent = 0.4 * ability + 0.9 * rng.normal(size=count)
    competitiveness = rng.beta(2.0, 2.0, count)
    gpa = np.clip(0.75 + 0.09 * ability + 0.06 * diligence, 0.0, 1.0)
    quant, verbal = (np.clip(55 + 18 * ability + 12 * rng.normal(size=count), 10, 99) for _ in range(2))
    gmat = np.where(rng.random(count) < 0.7, 50.0, np.clip(55 + 20 * ability, 10, 99))
    english = np.clip(75 + 8 * diligence + 10 * rng.normal(size=count), 10, 99)
    research = np.clip(0.25 + 0.2 * research_bent, 0.0, 1.0)
    professional = np.clip(0.3 + 0.15 * drive, 0.0, 0.88)
    extracurricular = np.clip(0.3 + 0.15 * drive + 0.1 * rng.normal(size=count), 0.0, 1.0)
    prestige = rng.choice([0.3, 0.5, 0.7, 0.8, 0.9, 1.0], count, p=[0.2, 0.3, 0.2, 0.15, 0.1, 0.05])
    average = 0.6 + 0.3 * competitiveness
    features = np.column_stack(
        (gpa, verbal, quant, gmat, english, research, professional, extracurricular, prestige, competitiveness)
    )
    features = np.column_stack((features, 4 * (gpa - average), (quant - 100 * average) / 100))
    chances = 1 / (1 + np.exp(-_log_odds(features)))
    return Applicants(features, (rng.random(count) < chances).astype(np.int64), chances)


def _log_odds(features: NDArray[np.float64]) -> NDArray[np.float64]:
    gpa, _, quant, _, english, research, professional, _, prestige, competitiveness, above, tests = features.T
    straight = 5.0 * above + 4.0 * tests + 3.0 * research + 2.0 * prestige + 1.0 * professional
    weak_english = -2.0 * (english < 65)  # a threshold, as committees have them
    strong_pair = 2.5 * ((research > 0.4) & (quant > 60))
    return np.asarray(0.6 * (straight + weak_english + strong_pair - 2.0 * competitiveness * (gpa < 0.7) - 0.6))
