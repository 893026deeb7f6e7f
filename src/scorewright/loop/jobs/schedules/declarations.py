"""What is to happen by the clock, said by the stages themselves."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from scorewright.loop.jobs.kinds import Kind
from scorewright.loop.jobs.schedules.cron import checked

_NAME = re.compile(r"[a-z][a-z0-9_.]{0,99}")


@dataclass(frozen=True)
class ScheduleDeclaration:
    """Enqueue a job of ``kind`` with ``arguments`` at ``cron`` (UTC), for each tenant, until an admin says otherwise.

    Raises ValueError, which names the schedule and the rule.
    """

    name: str
    kind: Kind
    arguments: Mapping[str, Any]
    cron: str
    title: str

    def __post_init__(self) -> None:
        if not _NAME.fullmatch(self.name):
            raise ValueError(f"schedule {self.name!r}: the name must be small letters, digits, _ and ., at most 100")
        if not 0 < len(self.title) <= 200:
            raise ValueError(f"schedule {self.name}: the title must have 1 to 200 characters")
        try:
            object.__setattr__(self, "cron", checked(self.cron))
        except ValueError as error:
            raise ValueError(f"schedule {self.name}: cron {error}") from None


Provider = Callable[[], Iterable[ScheduleDeclaration]]
_PROVIDERS: list[Provider] = []


def schedules(provider: Provider) -> Provider:
    """Decorator: what ``provider`` gives is kept to. A module ``tasks`` of an app is the place, as for kinds of job."""
    _PROVIDERS.append(provider)
    return provider


def declared() -> dict[str, ScheduleDeclaration]:
    """All there are, by name. Raises ValueError where two share a name."""
    found: dict[str, ScheduleDeclaration] = {}
    for declaration in (one for provider in _PROVIDERS for one in provider()):
        if declaration.name in found:
            raise ValueError(f"two schedules are named {declaration.name!r}")
        found[declaration.name] = declaration
    return found
