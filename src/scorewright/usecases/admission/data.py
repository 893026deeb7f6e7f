"""A world of applicants and programmes in which the best possible ROC-AUC is known."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from scorewright.declare.dataset import Dataset
from scorewright.science.metrics.ranking import expected_roc_auc

Floats = NDArray[np.float64]
Cells = dict[str, NDArray[Any]]

UNDECIDED = {"waitlisted": 0.06, "deferred": 0.02, "withdrawn": 0.03, "pending": 0.01}
YEARS_AND_SHARES = ((3, 0.15), (2, 0.20), (1, 0.30), (0, 0.35))  # years before the last one
SELECTIVITY_A_YEAR = 0.97  # of the share that was accepted a year before
REPORTED_WHERE_ACCEPTED, REPORTED_WHERE_REJECTED = 0.96, 0.60  # 1.6 times as often
UNVERIFIED, DUPLICATES, OUTLIERS = 0.15, 0.03, 0.02
WRONG_WHERE_UNVERIFIED = 0.2
SCALES = (4, 4, 4, 5, 10, 20, 100)


@dataclass(frozen=True, eq=False)
class Simulated:
    """``dataset``, and of each of its n rows the ``probability``, shape (n,), that a reported final answer is "yes".

    ``bayes_auc`` is the ROC-AUC of a judge who knows these: nobody can expect more on rows of this world.
    """

    dataset: Dataset
    probability: Floats
    bayes_auc: float


@dataclass(frozen=True, eq=False)
class _Programmes:
    rate: Floats
    rank: Floats
    degree: NDArray[np.intp]
    stem: NDArray[np.bool_]


DEGREES = ("bachelors", "masters", "phd", "mba")


def expected_auc(probability: Floats) -> float:
    """The ROC-AUC of ranking outcomes by their own probabilities, shape (n,), ties counted as half.

    >>> round(expected_auc(np.array([0.1, 0.9])), 3), round(expected_auc(np.array([0.5, 0.5])), 3)
    (0.9, 0.5)
    """
    return expected_roc_auc(probability, probability)


def simulate(*, seed: int, last_year: int, applications: int = 6_000, bayes_auc: float = 0.91) -> Simulated:
    """The reported ones of ``applications``, with a best possible ROC-AUC of about ``bayes_auc`` (0.55 to 0.97).

    ``seed`` and ``last_year`` are all that the answer depends on besides; the year moves the dates and nothing else.
    """
    if not 0.55 <= bayes_auc <= 0.97:
        raise ValueError(f"bayes_auc {bayes_auc} must lie between 0.55 and 0.97")
    rng = np.random.default_rng(seed)
    programmes = _programmes(rng, 60)
    ability = rng.standard_normal(applications)
    research = 0.4 * ability + np.sqrt(1 - 0.4**2) * rng.standard_normal(applications)
    chosen = _applied_to(rng, ability, programmes)
    ages = rng.choice([age for age, _ in YEARS_AND_SHARES], applications, p=[share for _, share in YEARS_AND_SHARES])
    student, merit = _applicants(rng, ability, research, programmes, chosen)
    cells = student | _offers(rng, student, programmes, chosen, ages) | {"application_year": last_year - ages}
    cycle = chosen * len(YEARS_AND_SHARES) + ages
    chance = _chances(merit, np.asarray(cells["acceptance_rate"]), cycle, bayes_auc)
    accepted = rng.random(applications) < chance
    told = np.where(accepted, REPORTED_WHERE_ACCEPTED, REPORTED_WHERE_REJECTED)
    rows = np.flatnonzero(rng.random(applications) < told)
    yes, no = chance[rows] * REPORTED_WHERE_ACCEPTED, (1 - chance[rows]) * REPORTED_WHERE_REJECTED
    return _reported(rng, {name: cell[rows] for name, cell in cells.items()}, accepted[rows], yes / (yes + no))


def _programmes(rng: np.random.Generator, count: int) -> _Programmes:
    rate = 0.05 + 0.65 * rng.beta(2.2, 1.8, count)
    rank = np.maximum(1, np.round(900 * rate**1.5 * rng.lognormal(0, 0.4, count)))
    return _Programmes(rate, rank, rng.choice(4, count, p=[0.15, 0.5, 0.2, 0.15]), rng.random(count) < 0.5)


def _applied_to(rng: np.random.Generator, ability: Floats, programmes: _Programmes) -> NDArray[np.intp]:
    """Of six that caught the eye, each takes the one that suits best: people apply where they have a chance."""
    offered = rng.integers(0, len(programmes.rate), (len(ability), 6))
    hardness = (np.mean(programmes.rate) - programmes.rate[offered]) / np.std(programmes.rate)
    misfit = np.abs(hardness - 0.7 * ability[:, None]) + rng.exponential(0.5, offered.shape)
    chosen: NDArray[np.intp] = offered[np.arange(len(ability)), misfit.argmin(axis=1)]
    return chosen


def _applicants(
    rng: np.random.Generator, ability: Floats, research: Floats, programmes: _Programmes, chosen: NDArray[np.intp]
) -> tuple[Cells, Floats]:
    """The student's cells, NaN where missing, and what admission makes of them: seen things, and a little of unseen."""
    count = len(ability)
    degree, stem = programmes.degree[chosen], programmes.stem[chosen]
    school = rng.choice([8, 40, 90, 180, 400, 900, np.nan], count, p=[0.03, 0.1, 0.15, 0.2, 0.25, 0.17, 0.1])
    inflation = 0.02 * rng.standard_normal(8)[rng.integers(0, 8, count)]
    gpa = np.clip(0.80 + 0.085 * ability + inflation + 0.02 * rng.standard_normal(count), 0.3, 1.0)
    scale = rng.choice(SCALES, count)
    months = np.round(rng.gamma(1.2, 18, count) * np.where(degree == DEGREES.index("mba"), 2.5, 1.0))
    relevant = np.round(months * rng.beta(1.5, 1.5, count))
    gre_taken = rng.random(count) < np.where(stem & (degree != 3), 0.9, np.where(degree == 3, 0.1, 0.45))
    quantitative = np.clip(np.round(157 + 6 * ability + 2 * rng.standard_normal(count)), 130, 170)
    verbal = np.clip(np.round(154 + 5 * ability + 4 * rng.standard_normal(count)), 130, 170)
    gmat = np.clip(10 * np.round(62 + 6 * ability + 3 * rng.standard_normal(count)), 200, 800)
    toefl = np.clip(np.round(100 + 8 * ability + 5 * rng.standard_normal(count)), 0, 120)
    ielts = np.clip(np.round(2 * (7 + 0.6 * ability + 0.4 * rng.standard_normal(count))) / 2, 4, 9)
    english = rng.choice(3, count, p=[0.45, 0.25, 0.3])
    papers = rng.poisson(np.exp(-0.2 + 0.9 * research))
    talks = rng.poisson(np.exp(-0.5 + 0.7 * research))
    cells: Cells = {
        "gpa": np.round(gpa * scale, 2),
        "gpa_scale": scale,
        "undergrad_university_ranking": school,
        "gre_verbal": np.where(gre_taken, verbal, np.nan),
        "gre_quantitative": np.where(gre_taken, quantitative, np.nan),
        "gmat_total": np.where((degree == 3) & (rng.random(count) < 0.9), gmat, np.nan),
        "toefl_total": np.where(english == 0, toefl, np.nan),
        "ielts_overall": np.where(english == 1, ielts, np.nan),
        "research_publications": papers,
        "conference_papers": talks,
        "patents": rng.poisson(np.exp(-3.5 + 0.6 * research)),
        "work_experience_months": months,
        "relevant_work_experience_months": relevant,
        "internships_count": rng.poisson(0.9, count),
        "academic_awards": rng.poisson(np.exp(-0.6 + 0.5 * ability)),
        "professional_certifications": rng.poisson(0.5, count),
        "leadership_positions": rng.poisson(0.7, count),
        "volunteer_hours": np.round(rng.gamma(0.8, 70, count)),
        "gender": rng.choice(["female", "male", "other"], count, p=[0.49, 0.49, 0.02]),
        "nationality": rng.choice(["Ghana", "India", "Germany", "Brazil"], count),
    }
    scholarship = np.where(degree == DEGREES.index("phd"), 0.5, 0.25)
    seen = (
        0.9 * (gpa - 0.80) / 0.085 + scholarship * np.minimum(papers + talks, 5) + 0.25 * np.minimum(relevant / 24, 2)
    )
    tests = np.where(gre_taken, 0.4 * (quantitative - 157) / 6, 0.0) + 0.3 * np.nan_to_num((500 - school) / 400)
    return cells, seen + tests + 0.1 * ability + 0.05 * research


def _offers(
    rng: np.random.Generator, student: Cells, programmes: _Programmes, chosen: NDArray[np.intp], ages: NDArray[np.intp]
) -> Cells:
    """The programme's cells; its averages are those of whoever applies, as a programme would publish them."""
    oldest = max(age for age, _ in YEARS_AND_SHARES)
    gpa = 4 * np.asarray(student["gpa"], dtype=float) / np.asarray(student["gpa_scale"], dtype=float)
    ranked = np.where(rng.random(len(programmes.rank)) < 0.85, programmes.rank, np.nan)
    return {
        "university_name": np.char.add("University ", (chosen // 2 + 1).astype(str)),
        "university_ranking": ranked[chosen],
        "program_name": np.char.add("Programme ", (chosen + 1).astype(str)),
        "degree_level": np.array(DEGREES)[programmes.degree[chosen]],
        "acceptance_rate": np.round(programmes.rate[chosen] * SELECTIVITY_A_YEAR ** (oldest - ages), 4),
        "average_gpa": np.round(_mean_of(gpa, chosen)[chosen], 2),
        "gre_verbal_avg": np.round(_mean_of(student["gre_verbal"], chosen)[chosen], 1),
        "gre_quant_avg": np.round(_mean_of(student["gre_quantitative"], chosen)[chosen], 1),
        "is_stem": programmes.stem[chosen],
        "has_funding": programmes.degree[chosen] == DEGREES.index("phd"),
        "cycle": rng.choice(["fall", "spring"], len(chosen), p=[0.85, 0.15]),
    }


def _mean_of(values: NDArray[Any], group: NDArray[np.intp]) -> Floats:
    """By group, NaN where it has no values."""
    there = ~np.isnan(values)
    with np.errstate(invalid="ignore"):
        mean: Floats = np.bincount(group[there], values[there], group.max() + 1) / np.bincount(
            group[there], minlength=group.max() + 1
        )
    return mean


def _chances(merit: Floats, rate: Floats, cycle: NDArray[np.intp], bayes_auc: float) -> Floats:
    """A logistic rule with a cut for each cycle, as steep as the wanted ROC-AUC takes: by halving, 24 times."""
    low, high = 0.02, 20.0
    for _ in range(24):
        steepness = (low * high) ** 0.5
        chance = _logistic_with_cuts(steepness * merit, rate, cycle)
        low, high = (steepness, high) if expected_auc(chance) < bayes_auc else (low, steepness)
    return chance


def _logistic_with_cuts(pull: Floats, rate: Floats, cycle: NDArray[np.intp]) -> Floats:
    """The cut of a cycle is where its applicants are accepted, on average, as often as its rate says: by halving."""
    wanted = _mean_of(rate, cycle)
    low, high = np.full(len(wanted), pull.min() - 20), np.full(len(wanted), pull.max() + 20)
    for _ in range(40):
        cut = (low + high) / 2
        chance: Floats = 1 / (1 + np.exp(cut[cycle] - pull))
        lenient = _mean_of(chance, cycle) > wanted
        low, high = np.where(lenient, cut, low), np.where(lenient, high, cut)
    return chance


def _reported(rng: np.random.Generator, cells: Cells, accepted: NDArray[np.bool_], chance: Floats) -> Simulated:
    """What came in: with words for no final answer, wrong answers nobody verified, outliers, and some rows twice."""
    count = len(accepted)
    verified = rng.random(count) >= UNVERIFIED
    told = accepted ^ (~verified & (rng.random(count) < WRONG_WHERE_UNVERIFIED))
    decision = np.where(told, "accepted", "rejected").astype(object)
    undecided = rng.random(count) < sum(UNDECIDED.values())
    shares = np.array([*UNDECIDED.values()]) / sum(UNDECIDED.values())
    decision[undecided] = rng.choice([*UNDECIDED], int(undecided.sum()), p=shares)
    _exaggerate(rng, cells)
    cells = cells | {"verified": verified, "decision": decision}
    deadlines = [f"{year - 1}-12-15T23:59:00+00:00" for year in cells["application_year"]]
    order = np.concatenate([np.arange(count), rng.choice(count, round(DUPLICATES * count), replace=False)])
    order = rng.permutation(order)
    texts = {name: [_text(value) for value in cell.tolist()] for name, cell in cells.items()} | {"deadline": deadlines}
    rows = [{name: text[place] for name, text in texts.items()} for place in order.tolist()]
    final = (verified & ~undecided)[order]
    return Simulated(Dataset(rows, "simulated"), chance[order], expected_auc(chance[order][final]))


def _exaggerate(rng: np.random.Generator, cells: Cells) -> None:
    """Outliers: a number that is possible and surely wrong, such as hours for a lifetime."""
    count = len(cells["gpa"])
    for name, wrong in (("volunteer_hours", 20_000), ("research_publications", 250), ("internships_count", 60)):
        cells[name][rng.random(count) < OUTLIERS / 3] = wrong


def _text(value: object) -> str:
    if isinstance(value, float):
        return "" if np.isnan(value) else f"{value:g}" if value.is_integer() else repr(value)
    return str(value)
