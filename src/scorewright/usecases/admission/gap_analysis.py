"""What an applicant can make of the answer: strengths, weaknesses, what would help, and how far it is to the usual."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from scorewright.declare.advice import Advice
from scorewright.declare.records import Record, number
from scorewright.usecases.admission import features
from scorewright.usecases.admission.features import given


@dataclass(frozen=True, slots=True)
class Judged:
    """A feature that is a strength from ``strong`` on and a weakness below ``weak``; None where it is never one."""

    subject: str
    value: Callable[[Record], float]
    words: str
    strong: float
    weak: float | None = None
    suggestion: str = ""
    unless_missing: str = ""


JUDGED = (
    Judged("gpa", features.gpa_normalized, "Grade point average", 0.9, 0.75, "Name what explains the grades."),
    *(
        Judged(name, compute, words, 80, 50, "Take the GRE again after preparing for it.", name)
        for name, compute, words in (
            ("gre_verbal", features.gre_verbal_percentile, "Verbal GRE"),
            ("gre_quantitative", features.gre_quant_percentile, "Quantitative GRE"),
        )
    ),
    Judged("research", features.research_score, "Research", 0.7, 0.2, "Join a research project, and publish from it."),
    Judged("work", features.professional_score, "Work", 0.7, 0.3, "Gain work or internships in the field."),
    Judged("extracurricular", features.extracurricular_score, "Beyond the studies", 0.6, 0.2, "Lead or volunteer."),
    Judged("undergrad_prestige", features.undergrad_prestige, "University of the first degree", 0.8),
)
TYPICAL_WORK_MONTHS, FEW_WORK_MONTHS = 24, 12


def gap_analysis(record: Record) -> tuple[Advice, ...]:
    """Strengths, weaknesses, suggestions for the weaknesses, and gaps, in this order."""
    weak = [one for one in JUDGED if one.weak is not None and _there(one, record) and one.value(record) < one.weak]
    strong = [one for one in JUDGED if _there(one, record) and one.value(record) >= one.strong]
    return (
        *(Advice("strength", one.subject, f"{one.words}: a strength.") for one in strong),
        *(Advice("weakness", one.subject, f"{one.words}: a weakness.") for one in weak),
        *(Advice("suggestion", one.subject, one.suggestion) for one in weak),
        *_gaps(record),
    )


def _there(one: Judged, record: Record) -> bool:
    return not one.unless_missing or not math.isnan(number(record, one.unless_missing))


def _gaps(record: Record) -> Iterator[Advice]:
    gpa = round(features.gpa_vs_avg(record), 4)  # 3.5 less 3.7 is no more than 0.2 below
    if gpa < -0.2:
        words = f"{-gpa:.2f} points below the programme's average, on a scale of 4."
        yield Advice("gap", "gpa", f"Grade point average: {words}", "high", round(gpa, 2))
    quantitative = number(record, "gre_quantitative") - number(record, "gre_quant_avg")  # NaN where one is missing
    if quantitative < -5:
        words = f"Quantitative GRE: {-quantitative:g} points below the programme's average."
        yield Advice("gap", "gre_quantitative", words, "high", quantitative)
    typical = 2 if given(record, "university_ranking", math.inf) <= 100 else 1
    publications = given(record, "research_publications")
    if publications < typical:
        words = f"Publications: {typical} or more are typical."
        yield Advice("gap", "research_publications", words, "medium", publications - typical)
    months = given(record, "work_experience_months")
    if months < FEW_WORK_MONTHS:
        words = f"Work: {TYPICAL_WORK_MONTHS} months are typical."
        yield Advice("gap", "work_experience_months", words, "medium", months - TYPICAL_WORK_MONTHS)
    yield Advice("gap", "competitiveness", "Competitiveness as a whole, 0 to 1.", None, competitiveness(record))


def competitiveness(record: Record) -> float:
    """Three tenths grades, three tenths quantitative GRE, a fifth research, a fifth work; 0 to 1, two decimals."""
    tested = features.gre_quant_percentile(record) / 100
    studied = 0.3 * features.gpa_normalized(record) + 0.3 * tested
    return round(studied + 0.2 * features.research_score(record) + 0.2 * features.professional_score(record), 2)
