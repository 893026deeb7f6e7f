"""A journal that keeps nothing: what is left of a decision's time without its commit."""

from collections.abc import Sequence

from scorewright.loop.serving.decision_row import DecisionRow


class NothingKept:
    """In the place of ``loop.serving.journal``'s group commit, for measuring only."""

    waiting = 0

    async def start(self) -> None:
        """Nothing to open."""

    async def stop(self) -> None:
        """Nothing to write."""

    async def keep(self, rows: Sequence[DecisionRow]) -> bool:
        """As if all were committed."""
        return True

    def keep_later(self, rows: Sequence[DecisionRow]) -> None:
        """As if all were going to be."""
