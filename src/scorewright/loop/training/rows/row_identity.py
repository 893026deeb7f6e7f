"""Which record is which, in any data set: what trained one version must not judge another."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from scorewright.declare.records import Record


def row_identities(records: Sequence[Record], labels: NDArray[np.int64]) -> NDArray[np.uint64]:
    """A number for each record with its outcome, shape (n,): the same for equal ones, another for others.

    What a record does not say is no part of it: a field that is declared later changes no number until it is filled.

    64 bits of SHA-256: of ten million different rows, two share a number with a chance of 3 in a million.
    """
    return np.array(
        [_identity(record, label) for record, label in zip(records, labels.tolist(), strict=True)], dtype=np.uint64
    )


def lots(identities: NDArray[np.uint64], seed: int) -> NDArray[np.uint64]:
    """A random number for each row, shape (n,), which ``seed`` and the row itself decide, whatever rows are with it.

    Equal rows draw a lot each: the first, the second and so on, in any order of the data the same.
    """
    met: Counter[int] = Counter()
    drawn = np.empty(len(identities), dtype=np.uint64)
    for place, identity in enumerate(identities.tolist()):
        drawn[place] = _number(f"{seed} {identity} {met[identity]}")
        met[identity] += 1
    return drawn


def lots_by_name(names: Iterable[str], seed: int) -> dict[str, int]:
    """The same for each of ``names``."""
    return {name: _number(f"{seed} {name}") for name in names}


def _identity(record: Record, label: int) -> int:
    return _number(repr([*sorted(said for said in record.items() if said[1] is not None), label]))


def _number(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "little")
