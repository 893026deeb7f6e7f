"""The Ghana edition's record: grades of the WASSCE, the aggregate that is made of them, and a programme's cut-off."""

from collections.abc import Callable

from scorewright.declare.features import Feature, take
from scorewright.declare.fields import Category, Field, Number, Text
from scorewright.declare.records import Record, number, text
from scorewright.usecases.admission.record import LATEST_YEAR

GRADES = {"A1": 1, "B2": 2, "B3": 3, "C4": 4, "C5": 5, "C6": 6, "D7": 7, "E8": 8, "F9": 9}
ALWAYS_COUNTED = ("english_language", "core_mathematics")
BETTER_COUNTED = ("integrated_science", "social_studies")
ELECTIVES = ("elective_1", "elective_2", "elective_3", "elective_4")
BEST_AGGREGATE, WORST_AGGREGATE, LAST_ELIGIBLE = 6, 54, 24
POINTS = "points, 1 the best"


def _grade(name: str, *, required: bool = True) -> Category:
    return Category(name=name, categories=tuple(GRADES), required=required)


CUT_OFF = Number(
    name="cut_off",
    unit="aggregate",
    minimum=BEST_AGGREGATE,
    maximum=WORST_AGGREGATE,
    whole=True,
    required=False,
    description="The worst aggregate that the programme took the year before.",
)
FIELDS: tuple[Field, ...] = (
    *map(_grade, (*ALWAYS_COUNTED, *BETTER_COUNTED, *ELECTIVES[:3])),
    _grade(ELECTIVES[3], required=False),
    Text(name="university_name"),
    Text(name="program_name"),
    CUT_OFF,
    Number(name="application_year", unit="year", minimum=2000, maximum=LATEST_YEAR, whole=True),
    Category(name="gender", categories=("female", "male", "other"), required=False, protected=True),
    Text(name="nationality", required=False, protected=True),
)


def points(record: Record, names: tuple[str, ...]) -> list[int]:
    """Those of the subjects ``names`` that have a grade, the best first."""
    return sorted(GRADES[grade] for name in names if (grade := text(record, name)))


def counted(record: Record) -> list[int]:
    """The six that count: English, mathematics, the better other core subject, and the three best electives."""
    return [*core(record), *points(record, ELECTIVES)[:3]]


def core(record: Record) -> list[int]:
    """The three core subjects that count."""
    return [*points(record, ALWAYS_COUNTED), points(record, BETTER_COUNTED)[0]]


def aggregate(record: Record) -> float:
    """The sum of the six, 6 (the best) to 54."""
    return sum(counted(record))


def below_cut_off(record: Record) -> float:
    """How much better the aggregate is than the cut-off; missing where that is not known."""
    return number(record, CUT_OFF.name) - aggregate(record)


def _sum_of(part: Callable[[Record], list[int]]) -> Callable[[Record], float]:
    return lambda record: sum(part(record))


FEATURES: tuple[Feature, ...] = (
    Feature(name="aggregate", compute=aggregate, unit=POINTS, monotone=-1, adverse="WASSCE aggregate"),
    Feature(name="core_points", compute=_sum_of(core), unit=POINTS, monotone=-1, adverse="Core subjects"),
    Feature(
        name="weakest_points",
        compute=lambda record: max(counted(record)),
        unit=POINTS,
        adverse="The weakest subject that counts",
    ),
    Feature(
        name="eligible",
        compute=lambda record: float(aggregate(record) <= LAST_ELIGIBLE),
        unit="1 or 0",
        monotone=1,
        adverse="Aggregate of 24 or better",
    ),
    Feature(name="below_cut_off", compute=below_cut_off, unit=POINTS, monotone=1, adverse="Aggregate and cut-off"),
    take(CUT_OFF, adverse="The programme's cut-off"),
)
