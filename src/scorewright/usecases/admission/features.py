"""The twelve features that are made of an applicant and a programme, and three that tell what is missing."""

import math
from collections.abc import Callable

from scorewright.declare.features import Feature
from scorewright.declare.records import Record, number
from scorewright.usecases.admission.record import POINTS

# The highest percentile whose score is reached counts; below the last one it is 10 all the same.
PERCENTILES = (99, 95, 90, 80, 70, 60, 50, 40, 30, 20, 10)
GRE_TOTAL = (340, 335, 330, 325, 320, 315, 310, 305, 300, 295, 290)
GMAT_TOTAL = (760, 740, 720, 700, 680, 660, 640, 620, 600, 580, 560)
TOEFL_TOTAL = (118, 115, 110, 105, 100, 95, 90, 85, 80, 75, 70)
IELTS_BAND = (9.0, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0, 5.5, 5.0, 4.5, 4.0)
PRESTIGE = ((10, 1.0), (50, 0.9), (100, 0.8), (200, 0.7), (500, 0.5))


def given(record: Record, name: str, default: float = 0.0) -> float:
    """The number ``name``, or ``default`` where it is missing: 0 is a number and not missing."""
    value = number(record, name)
    return default if math.isnan(value) else value


def percentile(score: float, steps: tuple[float, ...]) -> float:
    """The percentile of ``score``, 10 to 99.

    >>> percentile(330, GRE_TOTAL), percentile(329, GRE_TOTAL), percentile(260, GRE_TOTAL)
    (90, 80, 10)
    """
    return next((rank for rank, least in zip(PERCENTILES, steps, strict=True) if score >= least), PERCENTILES[-1])


def prestige(record: Record, name: str) -> float:
    """Of a world rank, 0.3 to 1; 0.5 where there is none."""
    rank = given(record, name, 500)
    return next((worth for last, worth in PRESTIGE if rank <= last), 0.3)


def gpa_normalized(record: Record) -> float:
    """Grade point average over its scale: the only place where it is normalised."""
    return number(record, "gpa") / number(record, "gpa_scale")


def gre_percentile(name: str) -> Callable[[Record], float]:
    """Of one part of the GRE, whose score counts twice in the table of totals; 50 where it was not taken."""

    def compute(record: Record) -> float:
        score = number(record, name)
        return 50 if math.isnan(score) else percentile(2 * score, GRE_TOTAL)

    return compute


def gmat_percentile(record: Record) -> float:
    """50 where it was not taken."""
    score = number(record, "gmat_total")
    return 50 if math.isnan(score) else percentile(score, GMAT_TOTAL)


def english_proficiency(record: Record) -> float:
    """Percentile of TOEFL, else of IELTS; 75 where neither was taken."""
    toefl, ielts = number(record, "toefl_total"), number(record, "ielts_overall")
    if not math.isnan(toefl):
        return percentile(toefl, TOEFL_TOTAL)
    return 75 if math.isnan(ielts) else percentile(ielts, IELTS_BAND)


def research_score(record: Record) -> float:
    """Publications, conference papers and patents, 0 to 1."""
    publications = min(0.20 * given(record, "research_publications"), 1.0)
    conferences = min(0.15 * given(record, "conference_papers"), 0.5)
    return min(1.0, publications + conferences + min(0.25 * given(record, "patents"), 0.5))


def professional_score(record: Record) -> float:
    """Work, above all relevant work, and internships, 0 to 0.88."""
    work = min(given(record, "work_experience_months") / 60, 1.0)
    relevant = min(given(record, "relevant_work_experience_months") / 48, 1.0)
    return 0.3 * work + 0.5 * relevant + 0.2 * min(0.2 * given(record, "internships_count"), 0.4)


def extracurricular_score(record: Record) -> float:
    """Leadership, awards, certificates and voluntary work, 0 to 1."""
    leadership = min(0.15 * given(record, "leadership_positions"), 0.4)
    awards = min(0.15 * given(record, "academic_awards"), 0.3)
    certificates = min(0.1 * given(record, "professional_certifications"), 0.3)
    return min(1.0, leadership + awards + certificates + min(given(record, "volunteer_hours") / 200, 0.3))


def undergrad_prestige(record: Record) -> float:
    """Of the university of the first degree."""
    return prestige(record, "undergrad_university_ranking")


def program_competitiveness(record: Record) -> float:
    """1 less the share that is accepted (0.5 where it is not known), for three tenths the rank where there is one."""
    selectivity = 1 - given(record, "acceptance_rate", 0.5)
    if math.isnan(number(record, "university_ranking")):
        return selectivity
    return 0.7 * selectivity + 0.3 * prestige(record, "university_ranking")


def gpa_vs_avg(record: Record) -> float:
    """Grade point average less the programme's, both on a scale of 4; 0 where the programme's is not known."""
    average = number(record, "average_gpa")
    return 0.0 if math.isnan(average) else 4 * gpa_normalized(record) - average


def test_score_vs_avg(record: Record) -> float:
    """Percentile in the quantitative GRE less that of the programme's average, over 100; 0 where one is missing."""
    own, usual = number(record, "gre_quantitative"), number(record, "gre_quant_avg")
    if math.isnan(own) or math.isnan(usual):
        return 0.0
    return (percentile(2 * own, GRE_TOTAL) - percentile(2 * usual, GRE_TOTAL)) / 100


def missing(*names: str) -> Callable[[Record], float]:
    """1 where every one of ``names`` is missing, else 0."""
    return lambda record: float(all(math.isnan(number(record, name)) for name in names))


gre_verbal_percentile, gre_quant_percentile = gre_percentile("gre_verbal"), gre_percentile("gre_quantitative")
SHARE, PERCENT = "share of the most possible", "percentile"
TWELVE: tuple[Feature, ...] = (
    Feature(name="gpa_normalized", compute=gpa_normalized, unit=SHARE, monotone=1, adverse="Grade point average"),
    Feature(name="gre_verbal_percentile", compute=gre_verbal_percentile, unit=PERCENT, adverse="Verbal GRE"),
    Feature(name="gre_quant_percentile", compute=gre_quant_percentile, unit=PERCENT, adverse="Quantitative GRE"),
    Feature(name="gmat_percentile", compute=gmat_percentile, unit=PERCENT, adverse="GMAT"),
    Feature(name="english_proficiency", compute=english_proficiency, unit=PERCENT, adverse="English, as tested"),
    Feature(name="research_score", compute=research_score, unit=SHARE, adverse="Research so far"),
    Feature(name="professional_score", compute=professional_score, unit=SHARE, adverse="Work so far"),
    Feature(name="extracurricular_score", compute=extracurricular_score, unit=SHARE, adverse="Beyond the studies"),
    Feature(
        name="undergrad_prestige", compute=undergrad_prestige, unit=SHARE, adverse="University of the first degree"
    ),
    Feature(
        name="program_competitiveness",
        compute=program_competitiveness,
        unit=SHARE,
        monotone=-1,
        adverse="How selective the programme is",
    ),
    Feature(
        name="gpa_vs_avg", compute=gpa_vs_avg, unit=POINTS, monotone=1, adverse="Grade point average against the usual"
    ),
    Feature(
        name="test_score_vs_avg",
        compute=test_score_vs_avg,
        unit="percentiles / 100",
        adverse="Quantitative GRE against the usual",
    ),
)
# The defaults of missing tests are those of the described system; these tell them from a real 50 or 75.
MISSING: tuple[Feature, ...] = (
    Feature(
        name="gre_missing",
        compute=missing("gre_verbal", "gre_quantitative"),
        unit="1 or 0",
        adverse="GRE taken or not",
    ),
    Feature(name="gmat_missing", compute=missing("gmat_total"), unit="1 or 0", adverse="GMAT taken or not"),
    Feature(
        name="english_missing",
        compute=missing("toefl_total", "ielts_overall"),
        unit="1 or 0",
        adverse="English tested or not",
    ),
)
FEATURES = (*TWELVE, *MISSING)
