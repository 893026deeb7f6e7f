"""How simulated applicants write what they do: the occupation's name, another word, with a slip, or vaguely."""

from functools import cache

import numpy as np

from scorewright.usecases.credit.employment.phrases import own_phrases
from scorewright.usecases.credit.employment.tables import occupations

MISSPELT, VAGUE, EMPTY = 0.05, 0.05, 0.02
VAGUE_TITLES = ("business", "self employed", "worker", "own business", "private work", "staff")
OTHER_WORDS = 12  # synonyms of an occupation, the first of our table
LETTERS = "abcdefghijklmnopqrstuvwxyz"


@cache
def synonyms(code: str) -> tuple[str, ...]:
    """The name of the occupation, and other words for it."""
    work = occupations()[code]
    others = [phrase.text for phrase in own_phrases().values() if phrase.kind == "role" and phrase.work == work]
    return tuple(dict.fromkeys((work.occupation, *(text.capitalize() for text in others[:OTHER_WORDS]))))


def title(rng: np.random.Generator, code: str) -> str | None:
    """What one of that occupation writes in a form; None: nothing."""
    lot = rng.random()
    if lot < EMPTY:
        return None
    if lot < EMPTY + VAGUE:
        return str(rng.choice(VAGUE_TITLES))
    words = synonyms(code)
    written = words[0] if rng.random() < 0.5 else words[rng.integers(len(words))]
    return slipped(rng, written) if lot < EMPTY + VAGUE + MISSPELT else written


def slipped(rng: np.random.Generator, written: str) -> str:
    """One letter left out, doubled, wrong, or exchanged with the next; the first one stays."""
    at = int(rng.integers(1, max(len(written) - 1, 2)))
    before, letter, after = written[:at], written[at], written[at + 1 :]
    kinds = (after, letter + letter + after, str(rng.choice([*LETTERS])) + after, after[:1] + letter + after[1:])
    return before + kinds[rng.integers(len(kinds))]
