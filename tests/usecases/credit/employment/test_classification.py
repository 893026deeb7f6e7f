"""What free-text titles mean: our own list, titles that an earlier system misread, and whatever else people write."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scorewright.usecases.credit.employment.classification import (
    EMPLOYER_ONLY,
    SEVERAL,
    UNREADABLE,
    UNRECOGNISED,
    VAGUE,
    classify,
)
from scorewright.usecases.credit.employment.phrases import own_phrases
from scorewright.usecases.credit.employment.tables import Work, categories, occupations

FOLDER = Path(__file__).parent


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


TITLES = _rows("titles.csv")
MISCLASSIFIED = _rows("misclassified.csv")
SECOND_AUTHOR = _rows("second_author.csv")


def _meant(row: dict[str, str], work: Work) -> bool:
    """Whether the category is right, and the occupation where the list names one."""
    named = row["occupation"]
    return work.category == row["category"] and (not named or work.occupation == occupations()[named].occupation)


@pytest.mark.parametrize("row", MISCLASSIFIED, ids=lambda row: row["title"])
def test_classify__a_title_that_an_earlier_system_misread__means_what_it_says(row: dict[str, str]) -> None:
    work = classify(row["title"]).work
    assert _meant(row, work)
    assert work.isco08 == row["isco08"]


@pytest.mark.parametrize(("part", "least", "titles"), [("tuned", 0.98, 580), ("holdout", 0.90, 250)])
def test_classify__our_list_of_titles__keeps_its_accuracy(part: str, least: float, titles: int) -> None:
    rows = [row for row in TITLES if row["part"] == part]
    wrong = [row["title"] for row in rows if classify(row["title"]).work.category != row["category"]]
    assert len(rows) >= titles
    assert len(wrong) <= (1 - least) * len(rows), wrong


def test_titles__the_two_parts__share_no_title() -> None:
    folded = [row["title"].casefold() for row in TITLES]
    assert len(folded) - len(set(folded)) <= 10  # the same words in other letters are another title to a form


@pytest.mark.parametrize(("part", "least", "titles"), [("seen", 0.98, 900), ("holdout", 0.85, 140)])
def test_classify__titles_of_a_second_author__keep_their_accuracy(part: str, least: float, titles: int) -> None:
    rows = [row for row in SECOND_AUTHOR if row["part"] == part]
    wrong = [row["title"] for row in rows if classify(row["title"]).work.category not in row["categories"].split()]
    assert len(rows) >= titles
    assert len(wrong) <= (1 - least) * len(rows), wrong


def test_classify__what_is_surer__is_right_more_often() -> None:
    titles = [(row["title"], row["category"].split()) for row in TITLES]
    titles += [(row["title"], row["categories"].split()) for row in SECOND_AUTHOR]
    shares = []
    for least, most in ((0.01, 0.65), (0.65, 0.94), (0.94, 1.01)):
        found = [(classify(title), meant) for title, meant in titles]
        right = [each.work.category in meant for each, meant in found if least <= each.match_confidence < most]
        shares.append(sum(right) / len(right))
    assert shares == sorted(shares)


@pytest.mark.parametrize(
    ("title", "isco08"),
    [
        ("market trader", "5211"),
        ("shopkeeper", "5221"),
        ("shop assistant", "5223"),
        ("supermarket cashier", "5230"),
        ("cocoa farmer", "6112"),
        ("hawker", "9520"),
        ("kayayei", "9333"),
        ("trotro driver", "8322"),
        ("bus driver", "8331"),
        ("trotro mate", "5112"),
        ("police constable", "5412"),
        ("police inspector", "3355"),
        ("detective", "3355"),
    ],
)
def test_classify__codes_that_are_often_mixed_up__are_those_of_isco_08(title: str, isco08: str) -> None:
    assert classify(title).work.isco08 == isco08


@pytest.mark.parametrize(
    ("title", "category"),
    [
        ("Admin Officer, Ministry of Education", "GOV"),
        ("Passport office clerk", "GOV"),
        ("Admin officer, Melcom", "MGMT"),
        ("herbal medicine seller", "BIZ"),
        ("herbal medicine practitioner", "HLTH"),
        ("purchasing clerk (cocoa)", "AGRI"),
        ("purchasing clerk", "MGMT"),
        ("security company", "DOMS"),
        ("Security company accountant", "BANK"),
        ("Mining company", "MINE"),
        ("Mining company driver", "TRANS"),
    ],
)
def test_classify__the_same_word_elsewhere__is_other_work(title: str, category: str) -> None:
    assert classify(title).work.category == category


@pytest.mark.parametrize("code", occupations())
def test_classify__the_name_of_an_occupation__is_that_occupation(code: str) -> None:
    found = classify(occupations()[code].occupation)
    assert found.work.occupation == occupations()[code].occupation
    assert found.match_confidence == 1.0


@pytest.mark.parametrize(
    ("title", "occupation"),
    [
        ("Bank security guard", "security_guard"),
        ("Bank driver", "company_driver"),
        ("Cleaner at the Ministry of Health", "cleaner"),
        ("Teacher - Prempeh College", "shs_teacher"),
        ("Prempeh College teacher", "shs_teacher"),
        ("driver (tro-tro)", "trotro_driver"),
        ("Trotro mate", "trotro_mate"),
        ("small scale miner", "small_scale_miner"),
        ("miner", "mine_worker"),
        ("works with VRA", "electricity_worker"),
        ("VRA accountant", "accountant"),
        ("sells kenkey and fish", "cooked_food_vendor"),
        ("Farmer (cocoa)", "cocoa_farmer"),
        ("Student nurse", "student"),
        ("nurse", "registered_nurse"),
        ("Retired soldier", "pensioner"),
    ],
)
def test_classify__one_phrase_beside_another__the_one_that_names_the_work_counts(title: str, occupation: str) -> None:
    assert classify(title).work.occupation == occupations()[occupation].occupation


@pytest.mark.parametrize(
    "titles",
    [
        ("tro tro driver", "Tro-Tro Driver", "TROTRO  DRIVER", "trotro drivers", "tròtrò driver"),
        ("MoMo agent", "mobile money agent", "Mobile-Money Agent", "momo agents"),
        ("SHS teacher", "Senior High School teacher", "snr. high sch. teacher", "S.H.S. Teacher"),
        ("JHS teacher", "Junior High School Teacher", "J.H.S teacher", "jss teacher"),
        ("I.T. officer", "IT officer", "ICT Officer", "information technology officer", "I T officer"),
        ("hairdresser", "hair dresser", "Hairdressing", "hairdreser"),
        ("waakye seller", "sells waakye", "selling waache", "Waakye-seller", "sɛlls waakye"),
        ("kayayei", "kayayoo", "kaya", "kayayo"),
    ],
    ids=lambda titles: titles[0],
)
def test_classify__spellings_of_one_title__mean_the_same(titles: tuple[str, ...]) -> None:
    assert len({classify(title).work for title in titles}) == 1


@pytest.mark.parametrize(
    ("title", "category", "review"),
    [
        ("", "UNKNOWN", UNREADABLE),
        (None, "UNKNOWN", UNREADABLE),
        ("  ", "UNKNOWN", UNREADABLE),
        ("n/a", "UNKNOWN", UNREADABLE),
        ("1234", "UNKNOWN", UNREADABLE),
        ("\N{PILE OF POO}\N{RIGHT-TO-LEFT OVERRIDE}", "UNKNOWN", UNREADABLE),
        ("مدرس", "UNKNOWN", UNREADABLE),
        ("zxqv blorft", "OTHER", UNRECOGNISED),
        ("worker", "OTHER", VAGUE),
        ("business", "BIZ", VAGUE),
        ("MTN", "TECH", EMPLOYER_ONLY),
        ("teacher / trader", "EDU", SEVERAL),
        ("Doctor of philosophy", "EDU", "ambiguous: a degree and not a job"),
    ],
)
def test_classify__a_title_that_does_not_say_enough__is_for_a_person(
    title: str | None, category: str, review: str
) -> None:
    found = classify(title)
    assert (found.work.category, found.review) == (category, review)
    if category in {"OTHER", "UNKNOWN"}:
        assert found.match_confidence == 0


def test_classify__a_clear_title__needs_nobody() -> None:
    found = classify("Seamstress")
    assert (found.review, found.match_confidence) == ("", 1.0)


def test_classify__work_that_is_none_of_the_occupations__has_a_name_and_a_code() -> None:
    found = classify("Taxidermist")
    assert (found.work.category, found.work.isco08, found.review) == ("TRADE", "7535", "")


@given(st.text(max_size=400))
def test_classify__any_text__is_answered_within_bounds(title: str) -> None:
    found = classify(title)
    assert found.work.category in categories()
    assert 0 <= found.match_confidence <= 1
    assert (found.match_confidence == 0) >= (found.work.category == "UNKNOWN")


PIECES = st.sampled_from(
    [*(phrase.text for phrase in own_phrases().values()), ",", "/", "and", "at", "-", "\x00", "xyz"]
)


@given(st.lists(PIECES, max_size=8).map(" ".join))
def test_classify__phrases_in_any_order__is_answered_the_same_in_any_case(title: str) -> None:
    assert classify(title) == classify(title.upper()) == classify(f"  {title}\n")


@pytest.mark.parametrize(
    "title", ["a" * 1_000_000, "driver " * 100_000, "\x00" * 10_000, "🚕" * 10_000, "m.o.m.o" * 9_999]
)
def test_classify__a_monstrous_title__is_answered(title: str) -> None:
    assert classify(title).work.category in {"OTHER", "UNKNOWN", "TRANS", "BIZ"}


def test_classify__a_nul_in_a_title__is_passed_over() -> None:
    assert classify("trotro\x00 driver").work.occupation == "Trotro driver"
