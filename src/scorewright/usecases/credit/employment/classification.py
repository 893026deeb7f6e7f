"""What work a job title means: from free text to a kind of work, how sure that is, and whether a person should look.

1. Accents, marks, plurals and spellings are evened out; connectives and marks divide the title into parts.
2. Phrases stand in the words; the longest at a place counts, and one within another does not.
3. Of these the kind decides (who somebody is, an occupation, a general word, an employer or goods, a vague word), then
   the part that comes first, then the longer phrase, then the later: the noun ends an English title.
4. A general word is made precise by another anywhere in the title: a driver and a trotro, a teacher and a senior high
   school.

Phrases, kinds, spellings and combinations stand in ``datasets/ghana_work``.
"""

from functools import lru_cache
from typing import NamedTuple

from scorewright.usecases.credit.employment.matching import Match, made_precise, matches, read
from scorewright.usecases.credit.employment.phrases import Phrase
from scorewright.usecases.credit.employment.tables import Work, categories, confidences
from scorewright.usecases.credit.employment.text import SEPARATOR, words
from scorewright.usecases.credit.employment.vocabulary import known, placeholders

UNREADABLE = "the title is empty or cannot be read"
UNRECOGNISED = "no word of the title is known"
VAGUE = "the title does not say what the work is"
EMPLOYER_ONLY = "the title names an employer, a place or goods, and no occupation"
LONGEST_PLACEHOLDER = 4  # words
SEVERAL = "the title names work of more than one category"


class Classification(NamedTuple):
    """The kind of work that a title means.

    ``matched_phrase`` is the phrase of our tables that decided, empty where none did. ``match_confidence`` is 0 to 1
    and orders titles by how sure we are; it is not a probability. ``review`` is why a person should look, or empty.
    """

    work: Work
    matched_phrase: str
    match_confidence: float
    review: str


def classify(title: str | None) -> Classification:
    """The kind of work that ``title`` means: OTHER with confidence 0 where nothing is known, UNKNOWN where it is empty.

    Never raises, whatever the text; reads no more than the first 200 characters.

    >>> found = classify("Snr. Staff Nurse (KBTH)")
    >>> found.work.category, found.work.occupation, found.work.isco08, found.matched_phrase
    ('HLTH', 'Registered nurse', '2221', 'senior staff nurse')
    >>> classify("Bank security guard").work.occupation, classify("blorft").work.category, classify("n/a").work.category
    ('Private security guard', 'OTHER', 'UNKNOWN')
    """
    written = words(title) if title else []
    if _unreadable(written):
        return Classification(categories()["UNKNOWN"], "", 0.0, UNREADABLE)
    told = read(written)
    found = matches(told)
    decisive = found[0] if len(found) == 1 else min(found, key=Match.rank, default=None)
    if decisive is None or decisive.phrase.work is None:
        return Classification(categories()["OTHER"], "", 0.0, UNRECOGNISED)
    phrase = decisive.phrase
    precise = made_precise(phrase, found) if len(found) > 1 else None
    work = precise or decisive.phrase.work
    several = len(found) > 1 and _names_another(work.category, decisive, found)
    confidence = _kind_confidence(phrase, told.words, combined=precise is not None)
    if several or decisive.misspelt or phrase.ambiguous:
        confidence *= _doubt(decisive, several=several)
    if not known().issuperset(told.words):
        confidence *= 1 - confidences()["unexplained"] * _unknown_share(told.words)
    review = _review(phrase, several=several, combined=precise is not None)
    return Classification(work, phrase.text, round(confidence, 3), review)


def _unreadable(written: list[str]) -> bool:
    """Whether no word has two different letters, or the whole says nothing, such as n/a."""
    if len(written) <= LONGEST_PLACEHOLDER and tuple(written) in placeholders():
        return True
    return not any(map(_legible, written))


@lru_cache(maxsize=1 << 16)
def _legible(word: str) -> bool:
    return len(set(word)) > 1 and not word.isdigit()


def _names_another(category: str, decisive: Match, found: list[Match]) -> bool:
    """Whether another part of the title names an occupation of another category."""
    return any(
        match.part != decisive.part
        and match.phrase.kind in {"status", "role"}
        and match.phrase.work is not None
        and match.phrase.work.category != category
        for match in found
    )


def _kind_confidence(phrase: Phrase, found: tuple[str, ...], *, combined: bool) -> float:
    if phrase.kind == "vague" and phrase.work == categories()["OTHER"]:
        return 0.0
    if combined:
        return confidences()["combination"]
    if phrase.kind in {"status", "role"} and len(phrase.words) == len(found):
        return confidences()["whole"]
    return confidences()[phrase.kind]


def _doubt(decisive: Match, *, several: bool) -> float:
    doubt = confidences()["misspelt"] if decisive.misspelt else 1.0
    doubt *= confidences()["ambiguous"] if decisive.phrase.ambiguous else 1.0
    return doubt * (confidences()["several"] if several else 1.0)


def _unknown_share(found: tuple[str, ...]) -> float:
    spoken = [word for word in found if word != SEPARATOR and not word.isdigit()]
    return sum(word not in known() for word in spoken) / len(spoken)


def _review(phrase: Phrase, *, several: bool, combined: bool) -> str:
    if phrase.ambiguous:
        return phrase.ambiguous
    if several:
        return SEVERAL
    if combined:
        return ""
    return {"general": VAGUE, "vague": VAGUE, "clue": EMPLOYER_ONLY}.get(phrase.kind, "")
