"""Text in figures: anybody's names, made fit to be drawn."""

import textwrap

from scorewright.science.metrics.bootstrap import Interval


def printable(text: str) -> str:
    """``text`` on one line, with a blank for what cannot be printed.

    >>> printable("a\\x00\\n b")
    'a b'
    """
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split()) or "?"


def shortened(text: str, most: int) -> str:
    """``text`` with its middle left out where it has more than ``most`` letters: both ends tell names apart.

    >>> shortened("a_very_long_feature_name_2024", 15)
    'a_very_…me_2024'
    """
    if len(text) <= most:
        return text
    kept = most - 1
    return f"{text[: kept - kept // 2]}…{text[len(text) - kept // 2 :]}"


def wrapped(text: str, width: int) -> str:
    """``text`` in lines of at most ``width`` letters."""
    return "\n".join(textwrap.wrap(text, width))


def with_interval(found: Interval, decimals: int = 3) -> str:
    """A value and the ends of its interval.

    >>> with_interval(Interval(0.8489, 0.8352, 0.8621)), with_interval(Interval(None, None, None))
    ('0.849 [0.835, 0.862]', 'no value')
    """
    if found.value is None:
        return "no value"
    ends = "" if found.low is None or found.high is None else f" [{found.low:.{decimals}f}, {found.high:.{decimals}f}]"
    return f"{found.value:.{decimals}f}{ends}"


def count(number: int, noun: str) -> str:
    """A number of things.

    >>> count(1, "row"), count(1200, "row")
    ('1 row', '1,200 rows')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def percent(share: float) -> str:
    """A share as people read it.

    >>> percent(0.265), percent(0.0004)
    ('26.5 %', '0.0 %')
    """
    return f"{100 * share:.1f} %"
