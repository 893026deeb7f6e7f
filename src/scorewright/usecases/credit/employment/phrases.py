"""All phrases that we know, each with what it means."""

from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from typing import Literal, cast

from scorewright.usecases.credit.employment.tables import Work, categories, occupations, other_work, precedences, rows
from scorewright.usecases.credit.employment.text import words
from scorewright.usecases.credit.employment.variants import variants

Kind = Literal["status", "role", "general", "clue", "vague"]

NEVER = 99
"""The precedence of a phrase that means no work by itself."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase and its meaning. ``work`` is None where the phrase only makes another one precise (``group``).

    The lowest ``precedence`` of a title decides. ``ambiguous`` is the reason why a person should look, or empty.
    """

    text: str
    words: tuple[str, ...]
    kind: Kind
    group: str
    work: Work | None
    precedence: int
    ambiguous: str = ""


class PhraseConflictError(ValueError):
    """Two rows of the phrase table mean different things by the same words."""


def work_named(target: str) -> Work:
    """The work that a table means by an occupation, an ISCO-08 code or a category, or by one of these and another.

    ``hospitality_worker/5120`` is that occupation with a code of its own, ``4321/AGRI`` a code counted elsewhere.
    Raises KeyError where the tables know no such work.
    """
    name, _, other = target.partition("/")
    if name in categories():
        return categories()[name]
    if name not in occupations():
        return _moved(other_work()[name], other) if other else other_work()[name]
    occupation = occupations()[name]
    return replace(occupation, isco08=other) if other else occupation


@cache
def own_phrases() -> dict[tuple[str, ...], Phrase]:
    """The phrases of ``phrases.csv`` and the names of all occupations, by their words.

    Raises PhraseConflictError where a phrase stands in two rows that differ.
    """

    found: dict[tuple[str, ...], Phrase] = {}
    for row in rows("phrases.csv"):
        work = work_named(row["target"]) if row["target"] else None
        for text in row["phrases"].split("; "):
            phrase = Phrase(
                text=text,
                words=tuple(variants().applied(words(text))),
                kind=cast("Kind", row["kind"]),
                group=row["group"],
                work=work,
                precedence=precedences()[row["kind"]] if work else NEVER,
                ambiguous=row["review"],
            )
            earlier = found.setdefault(phrase.words, phrase)
            if (earlier.work, earlier.kind, earlier.group) != (work, phrase.kind, phrase.group):
                raise PhraseConflictError(f"{text!r} is {earlier.kind} {earlier.work} and {phrase.kind} {work}")
    for work in occupations().values():
        key = tuple(variants().applied(words(work.occupation)))
        found.setdefault(
            key,
            Phrase(
                text=work.occupation.lower(),
                words=key,
                kind="role",
                group="",
                work=work,
                precedence=precedences()["role"],
            ),
        )
    return found


@cache
def combinations() -> dict[str, list[tuple[str, Work]]]:
    """By the group of a general word: groups of clues and the work that both mean, in the table's order."""
    found: defaultdict[str, list[tuple[str, Work]]] = defaultdict(list)
    for row in rows("combinations.csv"):
        found[row["group"]].append((row["clue"], work_named(row["target"])))
    return dict(found)


def _moved(work: Work, category: str) -> Work:
    return replace(categories()[category], occupation=work.occupation, isco08=work.isco08)
