"""A world of WASSCE candidates and programmes with cut-offs, in which the best possible ROC-AUC is known."""

import numpy as np

from scorewright.declare.dataset import Dataset
from scorewright.usecases.admission.data import UNDECIDED, Floats, Simulated, expected_auc
from scorewright.usecases.admission.wassce import ALWAYS_COUNTED, BETTER_COUNTED, ELECTIVES, GRADES, LAST_ELIGIBLE

# Of the University of Ghana medicine is about 7 and programmes of the kind of computer science 8 to 10; the others are
# made up, so that there is something to choose from.
CUT_OFFS = {"Medicine": 7, "Computer Science": 9, "Law": 8, "Nursing": 11, "Economics": 13, "Geography": 17, "Arts": 20}
CHANCE_WHERE_NOT_ELIGIBLE = 0.01


def simulate(*, seed: int, last_year: int, applications: int = 3_000, bayes_auc: float = 0.91) -> Simulated:
    """``applications`` of the last four years; who is eligible is taken by a logistic rule around the cut-off.

    The rule is as steep as a best possible ROC-AUC of about ``bayes_auc`` (0.85 to 0.97) takes. ``seed`` and
    ``last_year`` are all that the answer depends on besides.
    """
    if not 0.85 <= bayes_auc <= 0.97:
        raise ValueError(f"bayes_auc {bayes_auc} must lie between 0.85 and 0.97")
    rng = np.random.default_rng(seed)
    ability = rng.standard_normal(applications)
    subjects = (*ALWAYS_COUNTED, *BETTER_COUNTED, *ELECTIVES)
    noise = rng.standard_normal((applications, len(subjects)))
    points = np.clip(np.round(2.9 - 1.2 * ability[:, None] + 0.9 * noise), 1, 9).astype(int)
    third = points[:, 2:4].min(axis=1)
    aggregate = points[:, :2].sum(axis=1) + third + np.sort(points[:, 4:], axis=1)[:, :3].sum(axis=1)
    cut_offs = np.array([*CUT_OFFS.values()])
    misfit = np.abs(cut_offs[None, :] - aggregate[:, None]) + rng.exponential(6.0, (applications, len(cut_offs)))
    chosen = misfit.argmin(axis=1)
    chance = _chances(cut_offs[chosen] + 1.5 - aggregate, aggregate <= LAST_ELIGIBLE, bayes_auc)
    decision = np.where(rng.random(applications) < chance, "accepted", "rejected").astype(object)
    undecided = rng.random(applications) < UNDECIDED["pending"]
    decision[undecided] = "pending"
    years = last_year - rng.choice(4, applications, p=[0.35, 0.3, 0.2, 0.15])
    grades = np.array([*GRADES])
    rows = [
        {
            **dict(zip(subjects, grades[points[place] - 1].tolist(), strict=True)),
            "university_name": "University of Ghana",
            "program_name": [*CUT_OFFS][chosen[place]],
            "cut_off": str(cut_offs[chosen[place]]),
            "application_year": str(years[place]),
            "gender": str(rng.choice(["female", "male"])),
            "decision": str(decision[place]),
        }
        for place in range(applications)
    ]
    return Simulated(Dataset(rows, "simulated"), chance, expected_auc(chance[~undecided]))


def _chances(margin: Floats, eligible: Floats, bayes_auc: float) -> Floats:
    low, high = 0.01, 10.0
    for _ in range(24):
        steepness = (low * high) ** 0.5
        chance = np.where(eligible, 1 / (1 + np.exp(-steepness * margin)), CHANCE_WHERE_NOT_ELIGIBLE)
        low, high = (steepness, high) if expected_auc(chance) < bayes_auc else (low, steepness)
    return chance
