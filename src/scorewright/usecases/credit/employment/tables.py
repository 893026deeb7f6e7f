"""The tables of ``datasets/ghana_work``, each read once: categories, kinds of work, sectors, years, the score.

Every number stands in a file with its year and where it comes from; none stands in the code.
"""

import csv
import io
import json
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

_FOLDER = files("scorewright") / "datasets" / "ghana_work"


@dataclass(frozen=True, slots=True)
class Work:
    """What one kind of work means in Ghana's economy.

    ``stability`` is 0 to 100 in the sector where such work usually is; incomes are GHS net a month in 2024, of which a
    tenth, half and nine tenths of the people earn less. ``isco08`` is empty where ISCO-08 has no code, or many.
    """

    category: str
    category_name: str
    occupation: str
    isco08: str
    sector: str
    stability: float
    income_p10: float
    income_p50: float
    income_p90: float


@dataclass(frozen=True, slots=True)
class Steps:
    """A rising staircase from a number to a share of points: ``steps`` are pairs (from, share), lowest first."""

    steps: tuple[tuple[float, float], ...]
    unknown: float

    def share(self, value: float | None) -> float:
        """The share at ``value``, which is at least the first step's; ``unknown`` where it is None."""
        if value is None:
            return self.unknown
        return next(share for least, share in reversed(self.steps) if value >= least)


@dataclass(frozen=True, slots=True)
class ScoreTable:
    """Points of the three parts of the employment score (they sum to 100), their steps, and the bands of risk."""

    tenure_points: float
    stability_points: float
    income_points: float
    tenure: Steps
    income: Steps
    risk_bands: tuple[tuple[float, str], ...]


def rows(name: str) -> list[dict[str, str]]:
    """The rows of one CSV file of the folder."""
    return list(csv.DictReader(io.StringIO((_FOLDER / name).read_text(encoding="utf-8"))))


@cache
def categories() -> dict[str, Work]:
    """The eighteen categories, OTHER and UNKNOWN, by code: the work of somebody of whom no more is known."""
    return {row["code"]: _of_category(row) for row in rows("categories.csv")}


@cache
def occupations() -> dict[str, Work]:
    """The occupations by code."""
    return {row["code"]: _of_occupation(row) for row in rows("occupations.csv")}


@cache
def other_work() -> dict[str, Work]:
    """Work that is none of the occupations, by its code in ISCO-08, under a name of ours.

    Stability and incomes are the category's: the code says what somebody does, not how it is paid in Ghana.
    """
    return {row["isco08"]: _of_code(row) for row in rows("other_work.csv")}


@cache
def sector_modifiers() -> dict[str, dict[bool | None, float]]:
    """Points of stability by sector, and by whether social security is paid (None: not said)."""
    columns: dict[bool | None, str] = {
        True: "modifier_with_ssnit",
        False: "modifier_without_ssnit",
        None: "modifier_unsaid",
    }
    return {
        row["sector"]: {paid: float(row[column]) for paid, column in columns.items()} for row in rows("sectors.csv")
    }


@cache
def year_factors() -> dict[int, float]:
    """Incomes of a year over those of 2024, by year."""
    return {int(row["year"]): float(row["income_factor"]) for row in rows("years.csv")}


@cache
def score_table() -> ScoreTable:
    """The points and steps of the employment score."""
    told = json.loads((_FOLDER / "employment_score.json").read_text(encoding="utf-8"))
    return ScoreTable(
        tenure_points=told["points"]["tenure"],
        stability_points=told["points"]["stability"],
        income_points=told["points"]["income"],
        tenure=_steps(told["tenure"]),
        income=_steps(told["income"]),
        risk_bands=tuple((least, name) for least, name in told["risk"]["bands"]),
    )


@cache
def confidences() -> dict[str, float]:
    """How sure a match of each kind is, and by what it is multiplied: all in [0, 1]."""
    return {row["what"]: float(row["value"]) for row in rows("confidences.csv")}


@cache
def precedences() -> dict[str, int]:
    """Which kind of phrase decides before which: the lower goes first."""
    return {row["what"]: int(row["precedence"]) for row in rows("confidences.csv") if row["precedence"]}


def _steps(told: dict[str, object]) -> Steps:
    steps, unknown = told["steps"], told["unknown"]
    if not isinstance(steps, list) or not isinstance(unknown, float):
        raise TypeError("a staircase is a list of steps and a share where nothing is known")
    return Steps(tuple((float(least), float(share)) for least, share in steps), unknown)


def _of_category(row: dict[str, str]) -> Work:
    low, high = float(row["income_low"]), float(row["income_high"])
    return Work(
        category=row["code"],
        category_name=row["name"],
        occupation="",
        isco08="",
        sector=row["sector"],
        stability=float(row["stability"]),
        income_p10=low,
        income_p50=round((low * high) ** 0.5),  # the middle of a range on the scale of ratios, as incomes are spread
        income_p90=high,
    )


def _of_occupation(row: dict[str, str]) -> Work:
    return Work(
        category=row["category"],
        category_name=categories()[row["category"]].category_name,
        occupation=row["name"],
        isco08=row["isco08"],
        sector=row["sector"],
        stability=float(row["stability"]),
        income_p10=float(row["income_p10"]),
        income_p50=float(row["income_p50"]),
        income_p90=float(row["income_p90"]),
    )


def _of_code(row: dict[str, str]) -> Work:
    return replace(categories()[row["category"]], occupation=row["name"], isco08=row["isco08"])
