"""Admission in Ghana: would this programme take somebody with these WASSCE grades?"""

import math
from dataclasses import replace

from scorewright.declare.advice import Advice, Advisor
from scorewright.declare.dataset import Dataset
from scorewright.declare.fallback import Fallback
from scorewright.declare.records import Record
from scorewright.declare.retraining import Retraining
from scorewright.usecases.admission import usecase
from scorewright.usecases.admission.ghana_data import simulate
from scorewright.usecases.admission.record import LATEST_YEAR
from scorewright.usecases.admission.wassce import (
    BEST_AGGREGATE,
    FEATURES,
    FIELDS,
    GRADES,
    LAST_ELIGIBLE,
    WORST_AGGREGATE,
    aggregate,
    below_cut_off,
    counted,
)

UNKNOWN_CUT_OFF = 14


def load() -> Dataset:
    """3,000 applications of the last four years."""
    return simulate(seed=2026, last_year=LATEST_YEAR - 1).dataset


def around_the_cut_off(record: Record) -> float:
    """One half just beyond the cut-off, by e times the odds for each point; calibrated by nobody."""
    margin = below_cut_off(record)
    if math.isnan(margin):
        margin = UNKNOWN_CUT_OFF - aggregate(record)
    return 1 / (1 + math.exp(-(margin + 0.5))) if aggregate(record) <= LAST_ELIGIBLE else 0.02


def gap_analysis(record: Record) -> tuple[Advice, ...]:
    """How far the aggregate is from the cut-off and from 24, and which grade weighs most."""
    found: list[Advice] = []
    total, margin, weakest = aggregate(record), below_cut_off(record), max(counted(record))
    if margin >= 0:
        found.append(Advice("strength", "aggregate", f"Aggregate {total:g}: within the cut-off of last year."))
    if weakest > GRADES["C6"]:
        found.append(Advice("weakness", "weakest_points", "A subject that counts has no credit pass (A1 to C6)."))
        found.append(Advice("suggestion", "weakest_points", "Sit the weakest subject that counts again."))
    if margin < 0:
        words = f"Aggregate {total:g}: {-margin:g} points above the cut-off of last year."
        found.append(Advice("gap", "aggregate", words, "high", margin))
    if total > LAST_ELIGIBLE:
        words = f"Universities usually take an aggregate of {LAST_ELIGIBLE} or better."
        found.append(Advice("gap", "eligible", words, "high", LAST_ELIGIBLE - total))
    span = WORST_AGGREGATE - BEST_AGGREGATE
    found.append(
        Advice("gap", "competitiveness", "Competitiveness, 0 to 1.", None, round((WORST_AGGREGATE - total) / span, 2))
    )
    return tuple(found)


USE_CASE = replace(
    usecase.USE_CASE,
    name="admission_ghana",
    title="Admission in Ghana",
    summary="The probability that a programme takes somebody with these WASSCE grades, and what is missing to it.",
    fields=FIELDS,
    rules=(),
    features=FEATURES,
    groups=(),
    left_out=usecase.USE_CASE.left_out[:1],
    fallback=Fallback(probability=around_the_cut_off, version="cut_off_v1"),
    advisor=Advisor(advise=gap_analysis, version="wassce_gaps_v1"),
    retraining=Retraining(),
    examples=(
        {
            "english_language": "B3",
            "core_mathematics": "A1",
            "integrated_science": "B2",
            "social_studies": "A1",
            "elective_1": "A1",
            "elective_2": "B2",
            "elective_3": "B3",
            "elective_4": "C4",
            "university_name": "University of Ghana",
            "program_name": "Computer Science",
            "cut_off": 9,
            "application_year": 2026,
        },
    ),
    load=load,
)
