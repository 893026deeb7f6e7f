"""Slips are undone, and no word that is one of its own becomes another."""

import random
from string import ascii_lowercase

import pytest

from scorewright.usecases.credit.employment.classification import classify
from scorewright.usecases.credit.employment.tables import Work, occupations
from scorewright.usecases.credit.employment.vocabulary import known, reading

SLIPS = {
    "hairdresser": ["hairdreser", "hairdressar", "hairdrseser", "hairrdresser"],
    "carpenter": ["carpentar", "carpnter", "carpenetr"],
    "electrician": ["electrican", "eletrician", "electricain"],
    "receptionist": ["receptionst", "recepsionist", "jreceptionist"],
    "market woman": ["market womn", "marketwoman", "arket woman", "markte woman"],
    "civil servant": ["civl servant", "civil sevant", "icvil servant", "civilservant"],
}


@pytest.mark.parametrize(("meant", "slip"), [(meant, slip) for meant, slips in SLIPS.items() for slip in slips])
def test_classify__one_slip__is_undone_and_less_sure(meant: str, slip: str) -> None:
    assert classify(slip).work == classify(meant).work
    assert classify(slip).match_confidence <= classify(meant).match_confidence


@pytest.mark.parametrize(
    "word", ["walter", "cooper", "former", "location", "report", "mensah", "tepa", "nation", "appear"]
)
def test_classify__a_word_of_its_own__is_not_taken_for_work(word: str) -> None:
    assert (classify(word).work.category, classify(word).match_confidence) == ("OTHER", 0)


@pytest.mark.parametrize("word", ["nrse", "tradr", "fiher"])
def test_classify__a_slip_in_a_short_word__is_left_to_a_person(word: str) -> None:
    assert classify(word).review


def test_reading__every_word_that_we_know__is_read_as_itself() -> None:
    assert [word for word in known() if reading(word).words != (word,)] == []


def _with_a_slip(title: str, rng: random.Random) -> str:
    at, letter = rng.randrange(len(title)), rng.choice(ascii_lowercase)
    left, right = title[:at], title[at + 1 :]
    return left + rng.choice([right, letter + right, letter + title[at] + right, right[:1] + title[at] + right[1:]])


def test_classify__a_slip_anywhere_in_the_name_of_an_occupation__seldom_changes_the_category() -> None:
    rng = random.Random(2026)  # noqa: S311 -- slips are no secret
    slips: list[tuple[str, Work]] = [
        (_with_a_slip(work.occupation, rng), work) for work in occupations().values() for _ in range(10)
    ]
    right = sum(classify(title).work.category == work.category for title, work in slips)
    assert right / len(slips) >= 0.9


@pytest.mark.parametrize(
    ("apart", "together"),
    [
        ("dress maker", "dressmaker"),
        ("ware house", "warehouse"),
        ("mid wife", "midwife"),
        ("foot baller", "footballer"),
    ],
)
def test_classify__a_word_written_as_two__is_that_word(apart: str, together: str) -> None:
    assert classify(apart).work == classify(together).work
