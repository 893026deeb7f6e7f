"""How long somebody has had the work, from what people write in a form: "< 1 year", "10+ years", "2 yrs 6 months"."""

import math
import re
from functools import lru_cache

LONGEST_YEARS = 70.0
"""More years than that are not a tenure but a mistake, such as a year of birth."""
LESS_THAN = 0.5
"""Of what "less than" says: "< 1 year" is read as half of one."""

_IN_YEARS = {"y": 1.0, "m": 1 / 12, "w": 1 / 52, "d": 1 / 365}
_SPELT = re.findall(
    r"\w+",
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen",
)
_TENS = {ten: at * 10 for at, ten in enumerate(("twenty", "thirty", "forty", "fifty", "sixty", "seventy"), start=2)}
_TEN = re.compile(rf"\b({'|'.join(_TENS)})(?:[\s-]+({'|'.join(_SPELT[1:10])}))?\b")
_SAID_TWICE = re.compile(r"(\d+)\s*\(\s*\1\s*\)")  # five (5) years
_NUMBER = r"(?<![\d.])(?<!\de)(\d+(?:[.,]\d+)?|\.\d+)"
_LENGTHS = re.compile(rf"{_NUMBER}\s*\+?\s*(years?|yrs?|y|months?|mths?|mnths?|mos?|m|weeks?|wks?|w|days?|d)(?![a-z])")
_BARE = re.compile(
    rf"(?:<|>|~|=|over|above|more than|less than|not up to|below|under|about|around|almost|nearly|at least|\s)*"
    rf"{_NUMBER}\s*(?:\+|plus|and above|and over|or more)?\s*"
)
_RANGE = re.compile(rf"{_NUMBER}\s*(?:-|\u2013|to)\s*{_NUMBER}")
_LESS = re.compile(r"<|\b(less than|below|under|not up to)\b")
_HALVES = (("½", ".5"), (" and a half", ".5"), (" and half", ".5"), ("half a ", "0.5 "), ("half ", "0.5 "))


def tenure_years(told: str | float | None) -> float | None:
    """Years in the work, from a text or a number of years; None where it is missing or cannot be read.

    Of a range the lower end counts, and of "10+ years" the 10. Text of more than 70 years is not read. Raises
    ValueError where a number is negative, not finite or above 70: it was not read from a form, but computed.

    >>> [tenure_years(told) for told in ("< 1 year", "1 year", "10+ years", "12", "20 yrs", "6 months", "2-3 years")]
    [0.5, 1.0, 10.0, 12.0, 20.0, 0.5, 2.0]
    >>> tenure_years("n/a") is None
    True
    """
    if told is None:
        return None
    if not isinstance(told, str):
        years = float(told)
        if not (math.isfinite(years) and 0 <= years <= LONGEST_YEARS):
            raise ValueError(f"tenure must be within 0 and {LONGEST_YEARS:.0f} years: {told}")
        return years
    return _told(told[:100])


@lru_cache(maxsize=1 << 12)
def _told(told: str) -> float | None:
    """Forms offer few texts, and each is read once."""
    years_read = _read(_plain(told))
    return years_read if years_read is not None and 0 <= years_read <= LONGEST_YEARS else None


def _plain(told: str) -> str:
    text = " ".join(told.lower().split())
    for written, digits in _HALVES:
        text = text.replace(written, digits)
    text = _TEN.sub(lambda spelt: str(_TENS[spelt[1]] + (_SPELT.index(spelt[2]) if spelt[2] else 0)), text)
    for number, name in enumerate(_SPELT):
        text = re.sub(rf"\b{name}\b", str(number), text)
    text = _SAID_TWICE.sub(r"\1", text)
    return re.sub(r"\ba (?=year|month|week)|\ban? (?=yr|mth)", "1 ", text)


def _read(text: str) -> float | None:
    if text.startswith("-"):
        return None
    lower_only = _RANGE.sub(r"\1", text)
    lengths = _LENGTHS.findall(lower_only)
    if lengths:
        years = sum(_number(number) * _IN_YEARS[unit[0]] for number, unit in lengths)
    else:
        bare = _BARE.fullmatch(lower_only)
        if bare is None:
            return None
        years = _number(bare.group(1))
    return years * LESS_THAN if _LESS.search(text) else years


def _number(digits: str) -> float:
    return float(digits.replace(",", "."))
