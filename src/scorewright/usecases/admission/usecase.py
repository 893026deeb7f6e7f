"""Admission: would this programme take this applicant?"""

import math
from datetime import timedelta

from scorewright.declare.activation import ActivationPolicy
from scorewright.declare.advice import Advisor
from scorewright.declare.dataset import Dataset
from scorewright.declare.decision import Decision
from scorewright.declare.fallback import Fallback
from scorewright.declare.gates import Gate
from scorewright.declare.guard import Guard
from scorewright.declare.left_out import LeftOut
from scorewright.declare.outcome import Outcome
from scorewright.declare.records import Record
from scorewright.declare.retraining import Retraining
from scorewright.declare.training import Training
from scorewright.declare.use_case import UseCase
from scorewright.science.policy.bands import Band, Bands
from scorewright.science.quality.limits import QualityLimits
from scorewright.usecases.admission import features
from scorewright.usecases.admission.data import simulate
from scorewright.usecases.admission.features import FEATURES
from scorewright.usecases.admission.gap_analysis import gap_analysis
from scorewright.usecases.admission.record import FIELDS, LATEST_YEAR, RULES

LEAST_F1 = 0.80


def load() -> Dataset:
    """About 4,600 reported applications of the last four years, of which some 3,400 are learnt from."""
    return simulate(seed=2026, last_year=LATEST_YEAR - 1).dataset


def heuristic(record: Record) -> float:
    """The described system's weighted sum, 0 to about 0.89."""
    tests = features.gre_verbal_percentile(record) + features.gre_quant_percentile(record)
    person = 0.10 * (features.professional_score(record) + features.extracurricular_score(record))
    place = 0.10 * (features.undergrad_prestige(record) - features.program_competitiveness(record))
    return (
        0.25 * features.gpa_normalized(record)
        + 0.10 * tests / 100
        + 0.15 * features.research_score(record)
        + person
        + place
    )


def probability_of_heuristic(record: Record) -> float:
    """The heuristic lies between 0.3 and 0.8 for nearly everybody: this stretches it, and is calibrated by nobody."""
    return 1 / (1 + math.exp(-8 * (heuristic(record) - 0.5)))


USE_CASE = UseCase(
    name="admission",
    title="Admission to a programme",
    summary="The probability that a programme takes an applicant, and what would raise it, for whoever plans to apply.",
    owner="Student counselling",
    fields=FIELDS,
    rules=RULES,
    features=FEATURES,
    groups=("degree_level", "is_stem"),
    year_field="application_year",
    group_field="university_name",
    outcome=Outcome(
        name="decision",
        positive="accepted",
        negative="rejected",
        window=timedelta(days=365),
        meaning="The programme's final answer, within a year of the cycle.",
    ),
    left_out=(
        LeftOut("decision", ("waitlisted", "deferred", "withdrawn", "pending")),  # no answer, so neither of the two
        LeftOut("verified", ("false",)),
    ),
    training=Training(
        target_metric="f1",
        quality=QualityLimits(
            minimum_rows=1000,
            minimum_completeness=0.0,  # most fields are of some applicants only: a GMAT, a world rank
            minimum_class_share=0.3 / 1.3,  # the smaller class is at least three tenths of the larger one
            recent_days=2 * 365,
            minimum_recent_share=0.5,
            minimum_group_rows=50,
        ),
    ),
    gates=(
        Gate("f1", ">", LEAST_F1),
        Gate("roc_auc", ">", 0.85),
        Gate("rows", ">=", 150),  # 15 % of a thousand
    ),
    decision=Decision(
        # Half of an F1 is the threshold that reaches it, where probabilities are right (Lipton et al., 2014).
        threshold=LEAST_F1 / 2,
        bands=Bands(
            # A band holds its start and not its end, and 0.75 itself is still a target.
            (Band("reach", 0), Band("target", 0.25), Band("safety", math.nextafter(0.75, 1)))
        ),
        bands_on="probability",
    ),
    fallback=Fallback(probability=probability_of_heuristic, version="heuristic_v1.0"),
    advisor=Advisor(advise=gap_analysis, version="gap_analysis_v1"),
    activation=ActivationPolicy(mode="auto_if_better", min_improvement=0.02, improvement="absolute"),
    guard=Guard(margin=0.1, days=365),  # answers come in seasons: a whole year stands against a whole year
    retraining=Retraining(),
    examples=(
        {
            "gpa": 3.7,
            "gpa_scale": 4,
            "major": "Computer Science",
            "undergrad_university_ranking": 180,
            "gre_verbal": 158,
            "gre_quantitative": 166,
            "toefl_total": 106,
            "research_publications": 1,
            "conference_papers": 1,
            "work_experience_months": 18,
            "relevant_work_experience_months": 12,
            "internships_count": 2,
            "leadership_positions": 1,
            "volunteer_hours": 40,
            "university_name": "University 7",
            "university_ranking": 60,
            "program_name": "Programme 14",
            "degree_level": "masters",
            "acceptance_rate": 0.18,
            "average_gpa": 3.6,
            "gre_verbal_avg": 157,
            "gre_quant_avg": 164,
            "is_stem": True,
            "application_year": 2026,
            "cycle": "fall",
        },
    ),
    load=load,
)
