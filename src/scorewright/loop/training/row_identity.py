"""Which record is which, in any data set: what trained one version must not judge another."""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scorewright.declare.records import Record


def row_identities(records: Sequence[Record], labels: NDArray[np.int64]) -> NDArray[np.uint64]:
    """A number for each record with its outcome, shape (n,): the same for equal ones, another for others.

    64 bits of SHA-256: of ten million different rows, two share a number with a chance of 3 in a million.
    """
    return np.array(
        [_identity(record, label) for record, label in zip(records, labels.tolist(), strict=True)], dtype=np.uint64
    )


def _identity(record: Record, label: int) -> int:
    described = repr([*sorted(record.items()), label])
    return int.from_bytes(hashlib.sha256(described.encode()).digest()[:8], "little")
