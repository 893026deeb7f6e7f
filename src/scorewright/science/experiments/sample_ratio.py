"""Sample-ratio mismatch: do the arms have the share of units that they were given."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

ALARM = 0.001
# Below it in any arm the chi-square distribution is no longer that of the statistic (Cochran, Biometrics 10, 1954).
FEWEST_EXPECTED = 5


@dataclass(frozen=True, slots=True)
class SampleRatio:
    """``counts`` and ``expected`` units by arm; ``p_value`` is None where there are too few to tell."""

    counts: Mapping[str, int]
    expected: Mapping[str, float]
    p_value: float | None

    @property
    def broken(self) -> bool:
        """Whether the split is not the one that was planned, so that arms must not be compared."""
        return self.p_value is not None and self.p_value < ALARM

    @property
    def words(self) -> str:
        """What was found, as a sentence."""
        if self.p_value is None:
            return "Too few units to tell whether the split is as planned."
        found = ", ".join(f"{arm} {count:,} of {self.expected[arm]:,.0f}" for arm, count in self.counts.items())
        if self.broken:
            return (
                f"The sample ratio is broken: {found} expected units (p = {self.p_value:.2g}, alarm below {ALARM:g})."
            )
        return f"The split is as planned: {found} expected units (p = {self.p_value:.2g})."


def sample_ratio(counts: Mapping[str, int], shares: Mapping[str, float]) -> SampleRatio:
    """Pearson's chi-square test of units assigned, by arm, against the shares of the split.

    ``counts`` are *units* and not decisions where arms are sticky: the decisions of one unit go together, and would
    ring without a reason. All that were assigned count, with outcome or without. A broken ratio is nearly always a
    fault of the way in or of the record, and biases every comparison (Fabijan et al., Diagnosing sample ratio mismatch
    in online controlled experiments, KDD 2019).

    Raises ValueError unless both name the same two arms or more, no count is negative and every share is above 0.

    >>> found = sample_ratio({"a": 5300, "b": 4700}, {"a": 0.5, "b": 0.5})
    >>> found.broken, found.expected
    (True, {'a': 5000.0, 'b': 5000.0})
    >>> sample_ratio({"a": 3, "b": 5}, {"a": 0.5, "b": 0.5}).p_value is None
    True
    """
    from scipy.special import gammaincc  # noqa: PLC0415 - loaded when something is evaluated

    if len(counts) < 2 or counts.keys() != shares.keys():
        raise ValueError(f"counts and shares must name the same arms, two or more: {[*counts]} and {[*shares]}")
    if min(counts.values()) < 0 or not min(shares.values()) > 0:
        raise ValueError(f"counts must not be negative and shares be above 0: {dict(counts)} and {dict(shares)}")
    arms = list(counts)
    seen = np.array([counts[arm] for arm in arms], dtype=np.float64)
    planned = np.array([shares[arm] for arm in arms], dtype=np.float64)
    expected = seen.sum() * planned / planned.sum()
    p_value = None
    if expected.min() >= FEWEST_EXPECTED:
        statistic = float(np.sum((seen - expected) ** 2 / expected))
        # The chi-square survival function; scipy.stats.chisquare is the same (tested), and takes fifty times as long.
        p_value = float(gammaincc((len(arms) - 1) / 2, statistic / 2))
    return SampleRatio(dict(counts), dict(zip(arms, expected.tolist(), strict=True)), p_value)
