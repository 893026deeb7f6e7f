"""Where trials are kept while a search goes on, so that it can be shared and taken up again."""

from collections.abc import Mapping
from typing import Protocol

from scorewright.loop.training.search.trying import Tried
from scorewright.science.tuning.search import Proposal
from scorewright.science.tuning.trial import Trial


class Keeper(Protocol):
    """``search`` is the digest of a search: see ``tuning.digest``."""

    def ended(self, search: str) -> Mapping[int, Trial]:
        """All trials of ``search`` that have ended, by number, whoever did them."""
        ...

    def claim(self, search: str, learner: str, proposal: Proposal) -> bool:
        """Whether the caller may try ``proposal``: nobody else does, or began longer ago than a minute."""
        ...

    def keep(self, search: str, tried: Tried) -> None:
        """Keep how a claimed trial ended; the first ending stays, and any other is the same."""
        ...


class InMemory:
    """Trials of one process, for as long as it runs."""

    def __init__(self) -> None:
        self._ended: dict[str, dict[int, Trial]] = {}

    def ended(self, search: str) -> Mapping[int, Trial]:
        return dict(self._ended.get(search, {}))

    def claim(self, search: str, learner: str, proposal: Proposal) -> bool:
        return True

    def keep(self, search: str, tried: Tried) -> None:
        self._ended.setdefault(search, {}).setdefault(tried.trial.number, tried.trial)
