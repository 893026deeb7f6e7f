"""From what somebody wrote to plain words: small letters without accents, marks or plurals, in parts of the title."""

import re
import unicodedata
from functools import cache, lru_cache
from string import ascii_lowercase

from scorewright.usecases.credit.employment.tables import rows

SEPARATOR = ","
LONGEST = 200
"""Characters of a title that are read; a form allows 120."""

# Initials (i.t., a/c), words, and what separates; a hyphen only between blanks.
_WORDS = re.compile(r"[a-z](?:[./][a-z])+(?![a-z])|[a-z0-9]+|[,;/|()\[\]:&+@]|(?<=\s)-+(?=\s)|\n")
_SPOKEN = {"&": "and", "+": "and", "@": "at"}
_SHORTEST_PLURAL = 4
_INITIALS = frozenset(ascii_lowercase)


def words(title: str) -> list[str]:
    """The words of a title, without plurals; one SEPARATOR stands between its parts.

    What cannot be read (other alphabets, emoji, control characters) is left out. Never raises.

    >>> words("Snr. Staff Nurses (KBTH)")
    ['snr', 'staff', 'nurse', ',', 'kbth']
    >>> words("I.T. officer/Élèves' driver")
    ['it', 'officer', ',', 'eleve', 'driver']
    """
    marks = _WORDS.findall(_plain(title))
    found = list(map(_evened, marks))
    if SEPARATOR in found:
        found = _parted(marks, found)
    return found if _INITIALS.isdisjoint(found) else _joined_initials(found)


def _parted(marks: list[str], evened: list[str]) -> list[str]:
    """With one separator between two parts, and none at the ends; c/inspector is one thing."""
    found: list[str] = []
    before = SEPARATOR
    for mark, word in zip(marks, evened, strict=True):
        if word == SEPARATOR and (before == SEPARATOR or (mark == "/" and len(before) == 1)):
            continue
        found.append(word)
        before = word
    if before == SEPARATOR and found:
        found.pop()
    return found


@lru_cache(maxsize=1 << 16)
def _evened(mark: str) -> str:
    """A word without its plural or the dots of initials, what a sign is spoken as, or SEPARATOR."""
    if mark.isalnum():
        return singular(mark)
    return mark.replace(".", "").replace("/", "") if mark[0].isalnum() else _SPOKEN.get(mark, SEPARATOR)


def singular(word: str) -> str:
    """A word without the ending of a plural: the same for our phrases and for titles, so that both meet.

    >>> [singular(word) for word in ("drivers", "women", "groceries", "business", "gas")]
    ['driver', 'woman', 'grocery', 'business', 'gas']
    """
    if word.endswith("men"):
        return word[:-3] + "man"
    if len(word) < _SHORTEST_PLURAL or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    return word[:-3] + "y" if word.endswith("ies") and len(word) > _SHORTEST_PLURAL else word[:-1]


def _plain(title: str) -> str:
    text = title[:LONGEST].lower()
    if text.isascii():
        return text.replace("'", "").replace("`", "")
    decomposed = unicodedata.normalize("NFKD", text.translate(_letters())).lower()
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).translate(_letters())


@cache
def _letters() -> dict[int, str]:
    """What Unicode does not decompose: letters of Akan, Ewe and Ga; quotes, which join; dashes, which separate."""
    return str.maketrans({row["written"]: row["read_as"] for row in rows("letters.csv")})


def _joined_initials(found: list[str]) -> list[str]:
    """``i t officer`` is ``it officer``: single letters beside one another are one word."""
    joined: list[str] = []
    after_initial = False
    for word in found:
        initial = len(word) == 1 and word.isalpha()
        if initial and after_initial:
            joined[-1] += word
        else:
            joined.append(word)
        after_initial = initial
    return joined
