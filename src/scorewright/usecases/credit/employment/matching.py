"""Which of the phrases that we know stand in a title, and which of them decides."""

from itertools import groupby
from typing import NamedTuple

from scorewright.usecases.credit.employment.phrases import Phrase, combinations
from scorewright.usecases.credit.employment.tables import Work
from scorewright.usecases.credit.employment.variants import variants
from scorewright.usecases.credit.employment.vocabulary import (
    Node,
    Reading,
    dividers,
    known,
    phrase_meant,
    reading,
    tree,
    written_together,
)

SHORTEST_JOINED = 7


class Match(NamedTuple):
    """A phrase in a title: its place, the part of the title in which it begins, and whether a word of it is a guess."""

    phrase: Phrase
    at: int
    part: int
    misspelt: bool

    def rank(self) -> tuple[int, int, int, int]:
        """The lowest decides: by kind, the first part, the longer phrase, the later place."""
        phrase = self.phrase
        return phrase.precedence, self.part, -len(phrase.words), -self.at


def read(written: list[str]) -> Reading:
    """The words of a title as they are read: joined, with spellings evened out and slips undone.

    >>> read(["hair", "dresser", "assistnt"]).words
    ('hairdresser', 'assistant')
    """
    all_known = known()
    if all_known.issuperset(written):
        return Reading(tuple(variants().applied(written)))
    found: list[str] = []
    guessed: frozenset[str] = frozenset()
    for word in _joined(written):
        if word in all_known:
            found.append(word)
        else:
            told = reading(word)
            found += told.words
            guessed |= told.guessed
    read_as = variants().applied(found)
    return Reading(tuple(read_as), guessed) if all_known.issuperset(read_as) else _parts_undone(read_as, guessed)


def matches(title: Reading) -> list[Match]:
    """The longest phrase at each place, in order; a phrase within an earlier one is left out."""
    (found, guessed), divides, root = title, dividers(), tree().following
    told: list[Match] = []
    part = covered = 0
    for at, word in enumerate(found):
        if word in divides:
            part += 1
        node = root.get(word)
        if node is not None:
            phrase = _longest(node, found, at + 1) if node.following else node.phrase
            if phrase is not None and at + len(phrase.words) > covered:
                covered = at + len(phrase.words)
                misspelt = bool(guessed) and not guessed.isdisjoint(phrase.words)
                told.append(Match(phrase, at, part, misspelt))
    return told


def made_precise(general: Phrase, told: list[Match]) -> Work | None:
    """The work that a general phrase means beside the other phrases of a title; None where they do not change it."""
    if not general.group or general.group not in combinations():
        return None
    clues = {match.phrase.group for match in told if match.phrase is not general}
    return next((work for clue, work in combinations()[general.group] if clue in clues), None)


def _longest(begun: Node, found: tuple[str, ...], at: int) -> Phrase | None:
    """The longest phrase that begins with ``begun`` and goes on at that place."""
    phrase, node, end = begun.phrase, begun, len(found)
    while at < end:
        following = node.following.get(found[at])
        if following is None:
            break
        node, at = following, at + 1
        phrase = node.phrase or phrase
    return phrase


def _parts_undone(found: list[str], guessed: frozenset[str]) -> Reading:
    """Each part of the title with a word that is not known, read as the phrase that is one slip away, if there is one.

    >>> _parts_undone(["sekondi", ",", "refineryo", "perator"], frozenset()).words
    ('sekondi', ',', 'refinery', 'operator')
    """
    told: list[str] = []
    for divider, part in groupby(found, dividers().__contains__):
        words = tuple(part)
        meant = None if divider or known().issuperset(words) else phrase_meant("".join(words))
        told += meant or words
        guessed |= frozenset(meant or ())
    return Reading(tuple(told), guessed)


def _joined(written: list[str]) -> list[str]:
    """``hair dresser`` is a hairdresser: two words that are one of ours together, if one of them is unknown alone."""
    all_known, together = known(), written_together()
    joined: list[str] = []
    for word in written:
        before = joined[-1] if joined else ""
        if (
            before
            and (word not in all_known or before not in all_known)
            and len(before) + len(word) >= SHORTEST_JOINED
            and before + word in together
        ):
            joined[-1] = before + word
        else:
            joined.append(word)
    return joined
