"""What the parts of an answer hand on to one another: what is asked, and what was made of it."""

from collections.abc import Callable, Sequence

from msgspec import Struct

from scorewright.declare.errors import RecordRejected
from scorewright.loop.serving.answers import DecisionAnswer, answer_of
from scorewright.loop.serving.deciding import Asked
from scorewright.loop.serving.decision_row import DecisionRow
from scorewright.loop.serving.plan import Plan
from scorewright.loop.tenancy.scope import Scope


class Made(Struct, frozen=True):
    """What came of a request: a row, or what was wrong, for each record."""

    items: Sequence[DecisionRow | RecordRejected]
    is_list: bool

    @property
    def rows(self) -> list[DecisionRow]:
        return [item for item in self.items if isinstance(item, DecisionRow)]


class Request(Struct, frozen=True):
    """What the parts of an answer share; ``told`` makes of a row what its caller is answered."""

    caller: Scope
    plan: Plan
    asked: Asked
    content: bytes
    told: Callable[[DecisionRow], DecisionAnswer] = answer_of

    @property
    def is_list(self) -> bool:
        return self.content[:1] == b"["

    @property
    def is_simple(self) -> bool:
        """One record that may be decided at once: no key to claim first, no reasons that take their time."""
        return self.asked.idempotency_key is None and not self.is_list and not self.explained

    @property
    def explained(self) -> bool:
        """Whether the model's reasons come with the answer."""
        return self.plan.explains(asked=self.asked.explain)
