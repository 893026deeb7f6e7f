"""What the clients were told: for each key, the decision that was acknowledged."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass
class Ledger:
    """``acknowledged`` holds the decision of each key that was answered with 200; ``changed`` the keys for which a
    later answer named another decision; ``failures`` what was answered, or broken off, instead, by kind.
    """

    acknowledged: dict[str, str] = field(default_factory=dict)
    changed: set[str] = field(default_factory=set)
    failures: Counter[str] = field(default_factory=Counter)
    asked: int = 0

    def acknowledge(self, key: str, decision: str) -> None:
        """``key`` was answered with 200 and this decision."""
        if self.acknowledged.setdefault(key, decision) != decision:
            self.changed.add(key)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many were answered, how many are stored, how many of the answered are not, and how many keys have several."""

    acknowledged: int
    stored: int
    lost: int
    doubled: int


def compare(ledger: Ledger, stored: Mapping[str, Sequence[str]]) -> Verdict:
    """``stored`` holds the decisions of each key, as the database has them.

    A key that was never answered may have one decision or none.

    >>> told = Ledger()
    >>> told.acknowledge("a", "1"), told.acknowledge("b", "2"), told.acknowledge("c", "3")
    (None, None, None)
    >>> compare(told, {"a": ["1"], "b": ["2", "4"], "d": ["5"]})
    Verdict(acknowledged=3, stored=4, lost=1, doubled=1)
    """
    lost = [key for key, decision in ledger.acknowledged.items() if decision not in stored.get(key, ())]
    doubled = ledger.changed | {key for key, decisions in stored.items() if len(decisions) > 1}
    return Verdict(len(ledger.acknowledged), sum(map(len, stored.values())), len(lost), len(doubled))
