"""Spellings and forms that are read as other words: ``tro tro`` as trotro, ``snr`` as senior, ``selling`` as seller."""

from functools import cache

from scorewright.usecases.credit.employment.tables import rows
from scorewright.usecases.credit.employment.text import words


class Variants:
    """``read_as`` by what is written, both as words; of several that begin at one place the longest counts."""

    def __init__(self, read_as: dict[tuple[str, ...], tuple[str, ...]]) -> None:
        self._read_as = read_as
        self._lengths: dict[str, list[int]] = {}
        for written in read_as:
            lengths = self._lengths.setdefault(written[0], [])
            if len(written) not in lengths:
                lengths.append(len(written))
                lengths.sort(reverse=True)
        self.known = {word for both in read_as.items() for side in both for word in side}
        self.of_words = {written[0]: " ".join(told) for written, told in read_as.items() if len(written) == 1}
        """Those of one word, and how it is read."""

    def applied(self, found: list[str]) -> list[str]:
        """The words as they are read; what a variant gives is not read again.

        >>> Variants({("tro", "tro"): ("trotro",)}).applied(["tro", "tro", "driver"])
        ['trotro', 'driver']
        """
        if self._lengths.keys().isdisjoint(found):
            return found
        told: list[str] = []
        lengths, at, end = self._lengths, 0, len(found)
        while at < end:
            word = found[at]
            if word in lengths:
                length, read_as = self._at(found, at)
                told += read_as
                at += length
            else:
                told.append(word)
                at += 1
        return told

    def _at(self, found: list[str], at: int) -> tuple[int, tuple[str, ...]]:
        for length in self._lengths[found[at]]:
            read_as = self._read_as.get(tuple(found[at : at + length]))
            if read_as is not None:
                return length, read_as
        return 1, (found[at],)


@cache
def variants() -> Variants:
    """Those of ``variants.csv``."""
    return Variants({tuple(words(row["written"])): tuple(words(row["read_as"])) for row in rows("variants.csv")})
