"""What is known of an applicant and of a programme when somebody asks."""

from datetime import UTC, datetime

from scorewright.declare.fields import Category, Field, Flag, Moment, Number, Text
from scorewright.declare.rules import Rule

# Read once, when a process starts: whoever runs across New Year still accepts that year's applications.
LATEST_YEAR = datetime.now(UTC).year + 1
POINTS = "points on a scale of 4"


def _optional(name: str, unit: str, maximum: float | None, *, whole: bool = True, minimum: float = 0) -> Number:
    return Number(name=name, unit=unit, minimum=minimum, maximum=maximum, whole=whole, required=False)


STUDENT: tuple[Field, ...] = (
    Number(name="gpa", unit="points on the scale of gpa_scale", minimum=0, description="Grade point average."),
    Number(name="gpa_scale", unit="points", allowed=(4, 5, 10, 20, 100), description="The best possible average."),
    Text(name="major", required=False),
    _optional("undergrad_university_ranking", "world rank", None, minimum=1),
    _optional("gre_verbal", "points", 170, minimum=130),
    _optional("gre_quantitative", "points", 170, minimum=130),
    _optional("gmat_total", "points", 800, minimum=200),
    _optional("toefl_total", "points", 120),
    Number(name="ielts_overall", unit="bands", allowed=tuple(half / 2 for half in range(19)), required=False),
    _optional("research_publications", "papers", 500),
    _optional("conference_papers", "papers", 500),
    _optional("patents", "patents", 500),
    _optional("work_experience_months", "months", 720),
    _optional("relevant_work_experience_months", "months", 720),
    _optional("internships_count", "internships", 100),
    _optional("academic_awards", "awards", 100),
    _optional("professional_certifications", "certificates", 100),
    _optional("leadership_positions", "positions", 100),
    _optional("volunteer_hours", "hours", 50_000),
    Text(name="nationality", required=False, protected=True),
    Category(name="gender", categories=("female", "male", "other"), required=False, protected=True),
)
PROGRAMME: tuple[Field, ...] = (
    Text(name="university_name"),
    _optional("university_ranking", "world rank", None, minimum=1),
    Text(name="program_name"),
    Category(name="degree_level", categories=("bachelors", "masters", "phd", "mba")),
    Text(name="department", required=False),
    Text(name="specialization", required=False),
    Number(name="acceptance_rate", unit="share of applicants", minimum=0, maximum=1, required=False),
    _optional("average_gpa", POINTS, 4, whole=False),
    _optional("gre_verbal_avg", "points", 170, whole=False, minimum=130),
    _optional("gre_quant_avg", "points", 170, whole=False, minimum=130),
    _optional("gmat_avg", "points", 800, whole=False, minimum=200),
    Flag(name="is_stem", required=False),
    Flag(name="has_funding", required=False),
    Moment(name="deadline", required=False, description="Until when applications are taken."),
    Number(name="application_year", unit="year", minimum=2000, maximum=LATEST_YEAR, whole=True),
    Category(name="cycle", categories=("fall", "spring", "summer"), required=False),
)
FIELDS = (*STUDENT, *PROGRAMME)
RULES = (Rule("gpa", "<=", "gpa_scale"), Rule("relevant_work_experience_months", "<=", "work_experience_months"))
