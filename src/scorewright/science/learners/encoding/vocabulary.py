"""The categories of one column, each with a number: its place in the sorted vocabulary of the training rows."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scorewright.science.artefacts.graph import TREES_AND_LABELS, Graph

UNSEEN = -1


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """``words`` are distinct and sorted. A missing category ("") is a word as any other if training rows had it.

    >>> Vocabulary(("basic", "gold")).codes(np.array(["gold", "", "basic"], dtype=object))
    array([ 1, -1,  0])
    """

    words: tuple[str, ...]

    def codes(self, categories: NDArray[np.object_]) -> NDArray[np.int64]:
        """The places of ``categories`` (n,), -1 where unseen."""
        place = {word: code for code, word in enumerate(self.words)}
        return np.array([place.get(category, UNSEEN) for category in categories], dtype=np.int64)


def fit_vocabulary(categories: Sequence[str] | NDArray[np.object_]) -> Vocabulary:
    """The vocabulary of ``categories`` (n,)."""
    return Vocabulary(tuple(sorted(set(categories))))


def write_codes(graph: Graph, categories: str, vocabularies: Sequence[Vocabulary]) -> str:
    """Add ``codes`` of ``categories`` (n, c), one vocabulary a column, to ``graph``: places (n, c).

    All words are looked up in one vocabulary, then each column's place is read from a table of c times as many entries:
    a look-up of its own for each column would cost a microsecond a column in every answer.
    """
    words = sorted({word for vocabulary in vocabularies for word in vocabulary.words})
    number = {word: place for place, word in enumerate(words)}
    places = np.full((len(vocabularies), len(words) + 1), UNSEEN, dtype=np.int64)
    for column, vocabulary in enumerate(vocabularies):
        places[column, [number[word] for word in vocabulary.words]] = np.arange(len(vocabulary.words))
    found = graph.add(
        "LabelEncoder",
        categories,
        domain=TREES_AND_LABELS,
        keys_strings=words,
        values_int64s=np.arange(len(words)),
        default_int64=len(words),
    )
    starts = graph.constant(np.arange(len(vocabularies)) * (len(words) + 1))
    return graph.add("Gather", graph.constant(places.ravel()), graph.add("Add", found, starts))
