"""Who gets which arm: the same unit always the same, with no table of who got what."""

import hashlib
from bisect import bisect_right
from dataclasses import dataclass, field
from itertools import accumulate
from typing import NamedTuple

HOLDOUT = "holdout"
# What adding decimal shares leaves: 0.1 + 0.2 + 0.7 is not 1.
ROUNDING = 1e-9


class Assignment(NamedTuple):
    """What a unit gets; ``propensity`` is the chance, within (0, 1], with which a unit gets just that."""

    arm: str
    propensity: float


@dataclass(frozen=True)
class Split:
    """``shares`` gives each arm its share of all units, in a fixed order; what they leave of 1 is the holdout's.

    Shares that differ by less than a billionth from 1 in sum leave nothing. A changed split is another experiment and
    needs another name: under the same one, units would change arms. Raises ValueError where there is no arm, two have
    one name, one is named "holdout" or not at all, a share is not above 0, or they exceed 1 in sum.

    >>> split = Split((("champion", 0.5), ("challenger", 0.25)))
    >>> split.at(0.1), split.at(0.5)
    (Assignment(arm='champion', propensity=0.5), Assignment(arm='challenger', propensity=0.25))
    >>> split.at(0.8)
    Assignment(arm='holdout', propensity=0.25)
    """

    shares: tuple[tuple[str, float], ...]
    _ends: tuple[float, ...] = field(init=False, repr=False, compare=False)
    _parts: tuple[Assignment, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        total = _checked_total(self.shares)
        parts = [Assignment(name, share) for name, share in self.shares]
        if total < 1 - ROUNDING:
            parts.append(Assignment(HOLDOUT, round(1 - total, 9)))
        # The last part ends nowhere, so that no point falls behind it by rounding.
        ends = tuple(accumulate(part.propensity for part in parts[:-1]))
        object.__setattr__(self, "_parts", tuple(parts))
        object.__setattr__(self, "_ends", ends)

    @property
    def parts(self) -> tuple[Assignment, ...]:
        """Every arm with its share, the holdout last where there is one."""
        return self._parts

    def at(self, point: float) -> Assignment:
        """What lies at ``point`` of [0, 1): a unit's own, or a random one where there is no unit.

        Raises ValueError for a point outside.
        """
        if not 0 <= point < 1:
            raise ValueError(f"point must be within [0, 1): {point}")
        return self._parts[bisect_right(self._ends, point)]


def _checked_total(given: tuple[tuple[str, float], ...]) -> float:
    """The sum of the shares. Raises ValueError as ``Split`` does."""
    names, shares = [name for name, _ in given], [share for _, share in given]
    if not names or len(set(names)) < len(names) or HOLDOUT in names or "" in names:
        raise ValueError(f"arms must have names of their own, none of them {HOLDOUT!r}: {names}")
    if not all(0 < share <= 1 for share in shares):
        raise ValueError(f"each share must be above 0 and at most 1: {shares}")
    total = sum(shares)
    if total > 1 + ROUNDING:
        raise ValueError(f"shares must not exceed 1 in sum: {total:g}")
    return total


def point_of(experiment: str, unit: str) -> float:
    """Where ``unit`` lies in [0, 1) for ``experiment``: uniform over units, and independent between experiments.

    The first 53 bits of SHA-256 over both, the experiment's length first so that no two pairs are one text: the same in
    every process, release and language. Hashing the unit alone would give the same units the same arm in all
    experiments (Kohavi, Longbotham, Sommerfield and Henne, Data Mining and Knowledge Discovery 18, 2009, section 4.1).
    Any text is a unit, one with half a surrogate pair included.

    >>> point_of("fees", "customer 7") == point_of("fees", "customer 7") != point_of("reminders", "customer 7")
    True
    """
    text = f"{len(experiment)}:{experiment}{unit}".encode(errors="surrogatepass")
    return (int.from_bytes(hashlib.sha256(text).digest()[:8], "big") >> 11) / 2**53
