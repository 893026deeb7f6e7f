"""Random samples that the database draws: every decision has a lot, made of its id.

The rows with the smallest lots are a random sample, and the same one whenever it is drawn. The id is hashed, because
not every one is random: those of the rows of a file are numbered.
"""

from hashlib import sha256
from math import sqrt
from uuid import UUID

LOT = "substring(sha256(uuid_send({id})) for 6)"  # in SQL; bytes compare as numbers do
LOTS = 1 << 48
BYTES = 6


def lot_of(decision_id: UUID) -> int:
    return int.from_bytes(sha256(decision_id.bytes).digest()[:BYTES])


def highest_lot(wanted: int, count: int) -> bytes:
    """Up to which lot there are, of ``count`` rows, ``wanted`` or few more; the last one where there are no more.

    They are fewer once in a thousand million times: by six standard deviations.

    >>> highest_lot(20_000, 20_000).hex(), highest_lot(10_000, 1_000_000).hex()
    ('ffffffffffff', '02b6ae7d566b')
    """
    share = 1.0 if count <= wanted else min(1.0, (wanted + 6 * sqrt(wanted)) / count)
    return (int(share * LOTS) - 1).to_bytes(BYTES)
