"""The tables agree with one another."""

import json
import re
from importlib.resources import files

import pytest

from scorewright.usecases.credit.employment.phrases import own_phrases, work_named
from scorewright.usecases.credit.employment.tables import (
    categories,
    confidences,
    occupations,
    other_work,
    precedences,
    rows,
    sector_modifiers,
    year_factors,
)


def test_categories__all_twenty__are_eighteen_and_other_and_unknown() -> None:
    assert len(categories()) == 20
    assert {"OTHER", "UNKNOWN"} < categories().keys()


def test_occupations__every_one__names_a_category_a_sector_and_an_isco_code_that_there_are() -> None:
    for code, work in occupations().items():
        assert work.category in categories(), code
        assert work.sector in sector_modifiers(), code
        assert re.fullmatch(r"(\d{4})?", work.isco08), code
        assert work.income_p10 <= work.income_p50 <= work.income_p90, code


def test_other_work__every_code__has_a_name_of_its_own_and_a_phrase() -> None:
    named = [phrase.work for phrase in own_phrases().values() if phrase.work]
    named += [work_named(row["target"]) for row in rows("combinations.csv")]
    assert {work.occupation for work in other_work().values()} <= {work.occupation for work in named}
    names = [work.occupation for work in (*other_work().values(), *occupations().values())]
    assert len(names) == len(set(names))
    assert all(re.fullmatch(r"\d{4}", code) for code in other_work())


def test_phrases__every_occupation__has_one() -> None:
    meant = {phrase.work.occupation for phrase in own_phrases().values() if phrase.work}
    assert {work.occupation for work in occupations().values()} <= meant


def test_combinations__every_group_and_clue__stands_in_the_phrases() -> None:
    groups = {phrase.group for phrase in own_phrases().values()}
    for row in rows("combinations.csv"):
        assert {row["group"], row["clue"]} <= groups, row


def test_confidences__every_one__is_within_0_and_1() -> None:
    assert all(0 <= value <= 1 for value in confidences().values())
    assert precedences().keys() < confidences().keys()
    assert {phrase.kind for phrase in own_phrases().values()} == precedences().keys()


def test_year_factors__2024__is_the_year_of_the_incomes() -> None:
    assert year_factors()[2024] == 1


@pytest.mark.parametrize(
    ("target", "category", "occupation", "isco08"),
    [
        ("BIZ", "BIZ", "", ""),
        ("tailor", "TRADE", "Seamstress or tailor", "7531"),
        ("hospitality_worker/5120", "RETL", "Hotel or restaurant worker", "5120"),
        ("2264", "HLTH", "Physiotherapist", "2264"),
        ("4321/AGRI", "AGRI", "Storekeeper", "4321"),
    ],
)
def test_work_named__each_way_to_name_work__is_that_work(
    target: str, category: str, occupation: str, isco08: str
) -> None:
    work = work_named(target)
    assert (work.category, work.occupation, work.isco08) == (category, occupation, isco08)


FOLDER = files("scorewright") / "datasets" / "ghana_work"


def test_sources__every_file__has_one_and_a_year() -> None:
    named = {row["file"]: row for row in rows("sources.csv")}
    assert {path.name for path in FOLDER.iterdir()} == named.keys() | {"sources.csv"}
    assert all(row["source"] and re.fullmatch(r"20\d\d", row["year"]) for row in named.values())


@pytest.mark.parametrize("name", ["categories.csv", "occupations.csv", "sectors.csv", "confidences.csv", "years.csv"])
def test_sources__every_row_of_numbers__has_one_and_a_year(name: str) -> None:
    for row in rows(name):
        assert row["source"], row
        assert re.fullmatch(r"20\d\d", row["year"]), row


def test_sources__the_points_of_the_score__have_one_and_a_year() -> None:
    told = json.loads((FOLDER / "employment_score.json").read_text(encoding="utf-8"))
    assert told["source"]
    assert told["year"] == 2026


def test_phrases__written_apart_or_together__mean_one_thing() -> None:
    by_letters: dict[str, set[object]] = {}
    for phrase in own_phrases().values():
        by_letters.setdefault("".join(phrase.words), set()).add((phrase.work, phrase.kind))
    assert {letters: meant for letters, meant in by_letters.items() if len(meant) > 1} == {}


def test_work_named__nothing_that_there_is__is_an_error() -> None:
    with pytest.raises(KeyError, match="astronomy"):
        work_named("astronomy")
