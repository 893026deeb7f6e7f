"""The words of all phrases in one tree, and how a word that is in none of them is read."""

from dataclasses import replace
from functools import cache, lru_cache
from typing import NamedTuple

from scorewright.usecases.credit.employment.phrases import Phrase, own_phrases
from scorewright.usecases.credit.employment.spelling import Speller
from scorewright.usecases.credit.employment.tables import rows
from scorewright.usecases.credit.employment.text import SEPARATOR, words
from scorewright.usecases.credit.employment.variants import variants

SHORTEST_WORD = 6
SHORTEST_SPOKEN = 6
SHORTEST_PHRASE, LONGEST_PHRASE = 7, 40
SHORTEST_ALONE, SHORTEST_HALF = 9, 3
"""Letters from which a word, the words of a part of a title, or its only word may be taken for what is a slip away."""


class Node:
    """A place in the tree of phrases: the words that may follow, and the phrase that ends here."""

    __slots__ = ("following", "phrase")

    def __init__(self) -> None:
        self.following: dict[str, Node] = {}
        self.phrase: Phrase | None = None


class Reading(NamedTuple):
    """How a word or a title is read; ``guessed`` are those of the words that were written otherwise, by a slip."""

    words: tuple[str, ...]
    guessed: frozenset[str] = frozenset()


@cache
def tree() -> Node:
    """All phrases by their words."""
    root = Node()
    for phrase in (_in_two_words() | own_phrases()).values():
        node = root
        for word in phrase.words:
            node = node.following.setdefault(word, Node())
        node.phrase = phrase
    return root


def _in_two_words() -> dict[tuple[str, ...], Phrase]:
    """Our phrases of one word, written as two words that both are known: a dress maker is a dressmaker."""
    found: dict[tuple[str, ...], Phrase] = {}
    for (word, *others), phrase in own_phrases().items():
        for at in range(SHORTEST_HALF, len(word) - SHORTEST_HALF + 1) if not others else ():
            halves = (word[:at], word[at:])
            if known().issuperset(halves):
                found[halves] = replace(phrase, words=halves)
    return found


@cache
def said(kind: str) -> frozenset[str]:
    """The words or phrases of one kind in ``words.csv``, as they are read."""
    texts = [text for row in rows("words.csv") if row["kind"] == kind for text in row["words"].split("; ")]
    return frozenset(" ".join(words(text)) for text in texts)


@cache
def dividers() -> frozenset[str]:
    """What begins a new part of a title: connectives and the separator."""
    return said("connective") | {SEPARATOR}


@cache
def placeholders() -> frozenset[tuple[str, ...]]:
    """What says nothing as a whole title, such as n/a."""
    return frozenset(tuple(phrase.split()) for phrase in said("placeholder"))


@cache
def known() -> frozenset[str]:
    """Every word that we know: none of them is ever taken for another."""
    return frozenset(
        {word for phrase in own_phrases() for word in phrase}
        | dividers() | said("filler") | said("known") | variants().known
        | {word for phrase in placeholders() for word in phrase}
    )  # fmt: skip


@lru_cache(maxsize=1 << 16)
def reading(word: str) -> Reading:
    """How a word is read that may be in no phrase: as itself, as who does it, as two words, or as the word next to it.

    >>> reading("roofing").words, reading("marketwoman").words, reading("hairdressar").words, reading("zzz").words
    (('roofing',), ('market', 'woman'), ('hairdresser',), ('zzz',))
    """
    if word in known():
        return Reading((word,))
    ended = _with_another_ending(word)
    if ended is not None:
        return ended
    if word in _written_apart():
        return Reading(_written_apart()[word])
    meant = _speller().meant(word)
    return Reading((word,)) if meant is None else _guess(meant)


def _with_another_ending(word: str) -> Reading | None:
    """``roofing`` as a roofer, and ``carpenta``, as it is spoken, as a carpenter; else None."""
    for ending in _endings():
        written = ending["written"]
        if word.endswith(written):
            other = word.removesuffix(written) + ending["read_as"]
            if not ending["slip"] and other in _targets():
                return Reading((other,))
            if ending["slip"] and len(word) >= SHORTEST_SPOKEN and other in _meanings():
                return _guess(_meanings()[other])
    return None


def _guess(meant: str) -> Reading:
    told = tuple(meant.split())
    return Reading(told, frozenset(told))


@cache
def _endings() -> list[dict[str, str]]:
    return rows("endings.csv")


@cache
def _meanings() -> dict[str, str]:
    """The words that a misspelt one may mean, and what each is read as."""
    return variants().of_words | {word: word for word in _targets()}


@cache
def _targets() -> frozenset[str]:
    """The words of our phrases, which alone a misspelt word may mean."""
    return frozenset(word for phrase in own_phrases() for word in phrase)


@cache
def _written_apart() -> dict[str, tuple[str, ...]]:
    """Our phrases of two words, by the two written as one."""
    return {"".join(phrase): phrase for phrase in own_phrases() if len(phrase) == 2}


@cache
def written_together() -> frozenset[str]:
    """Our phrases of one word, for those who write it as two."""
    return frozenset(phrase[0] for phrase in own_phrases() if len(phrase) == 1)


@cache
def _speller() -> Speller:
    rivals = _targets() | said("filler") | said("known")
    return Speller(_meanings(), shortest=SHORTEST_WORD, same_initial=True, rivals=rivals)


@lru_cache(maxsize=1 << 16)
def phrase_meant(letters: str) -> tuple[str, ...] | None:
    """The one phrase of ours within one slip of the letters of a whole part of a title, wherever its blanks stand."""
    if letters in _phrases_by_letters():
        return _phrases_by_letters()[letters]
    meant = _phrase_speller().meant(letters) if len(letters) <= LONGEST_PHRASE else None
    return None if meant is None else _phrases_by_letters()[meant]


@cache
def _phrases_by_letters() -> dict[str, tuple[str, ...]]:
    return {"".join(phrase): phrase for phrase in own_phrases() if len(phrase) > 1 or len(phrase[0]) >= SHORTEST_ALONE}


@cache
def _phrase_speller() -> Speller:
    targets = {letters: letters for letters in _phrases_by_letters()}
    rivals = ("".join(phrase) for phrase in own_phrases())
    return Speller(targets, shortest=SHORTEST_PHRASE, same_initial=False, rivals=rivals)
