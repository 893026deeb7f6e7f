"""Encoding very many rows for trees: numbers by rounding, categories by a table with a row for each word.

The tables are the answers of the artefact's own encoding to every word it knows and one it does not, so nothing is
written twice.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count, repeat

import numpy as np
from numpy.typing import NDArray
from onnx import ModelProto

from scorewright.science.artefacts.graph import CATEGORIES, ENCODED, NUMBERS
from scorewright.science.artefacts.reading import read_description
from scorewright.science.artefacts.sessions import open_session, with_outputs

LARGEST = np.finfo(np.float32).max


@dataclass(frozen=True, slots=True)
class CategoryTable:
    """``features[places[word]]`` is what ``word`` becomes, at ``positions`` of all features.

    The last row is for words that are not in ``places``.
    """

    positions: NDArray[np.intp]
    features: NDArray[np.float32]
    places: Mapping[str, int]

    def look_up(self, words: NDArray[np.object_]) -> NDArray[np.float32]:
        """From ``words`` (n,) to features (n, positions)."""
        unseen = len(self.features) - 1
        found = map(self.places.get, words, repeat(unseen))
        return self.features[np.fromiter(found, dtype=np.intp, count=len(words))]


@dataclass(frozen=True, slots=True)
class BulkEncoder:
    """Numbers come first among the ``width`` features; ``tables`` hold what becomes of each category column.

    ``taken`` are the number columns that the model looks at, where it does not look at all of them.
    """

    width: int
    taken: NDArray[np.intp] | None
    tables: tuple[CategoryTable, ...]

    def encode(self, numbers: NDArray[np.float64], categories: NDArray[np.object_]) -> NDArray[np.float32]:
        """From cells (n, k) and (n, c) to features (n, ``width``), rounded to single precision."""
        features = np.empty((len(numbers), self.width), dtype=np.float32)
        with np.errstate(over="ignore"):  # what is beyond float32 becomes the largest one
            looked_at = numbers if self.taken is None else numbers[:, self.taken]
            features[:, : looked_at.shape[1]] = looked_at
        np.clip(features, -LARGEST, LARGEST, out=features)
        for table, words in zip(self.tables, categories.T, strict=True):
            features[:, table.positions] = table.look_up(words)
        return features


def bulk_encoder(model: ModelProto) -> BulkEncoder:
    """The encoder of a tree model that has been admitted, whose recipe leaves numbers as they are but for rounding."""
    description = read_description(model)
    sources = [feature.source for feature in description.features]
    words = _words(model)
    categories, numbers = description.of_kind("category"), description.of_kind("number")
    features = _encoded(model, words, numbers=len(numbers), categories=len(categories))
    places = {word: place for place, word in enumerate(words)}
    positions = [np.flatnonzero(np.array([source == name for source in sources])) for name in categories]
    tables = tuple(CategoryTable(at, features[:, at].astype(np.float32), places) for at in positions)
    taken = [numbers.index(source) for source in sources if source in numbers]
    everything = taken == list(range(len(numbers)))
    return BulkEncoder(len(sources), None if everything else np.array(taken, dtype=np.intp), tables)


def _encoded(model: ModelProto, words: list[str], *, numbers: int, categories: int) -> NDArray[np.float64]:
    """What the model's own encoder makes of each of ``words``, and of one that is none of them, in every category."""
    unseen = next(word for word in (f"unseen {number}" for number in count()) if word not in words)
    asked = np.array([*words, unseen], dtype=np.object_)[:, None]
    cells = {NUMBERS: np.zeros((len(asked), numbers)), CATEGORIES: np.repeat(asked, categories, axis=1)}
    given = {name: values for name, values in cells.items() if values.shape[1]}
    (features,) = open_session(with_outputs(model, ENCODED), 1).run([ENCODED], given)
    return np.asarray(features)


def _words(model: ModelProto) -> list[str]:
    return [
        word.decode()
        for node in model.graph.node
        for attribute in node.attribute
        if attribute.name == "keys_strings"
        for word in attribute.strings
    ]
