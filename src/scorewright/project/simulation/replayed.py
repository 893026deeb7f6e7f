"""Every decision of the year, made once more from what was recorded."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from scorewright.project.simulation.own_service import OwnService
from scorewright.project.simulation.refusals import SimulationError


@dataclass(frozen=True)
class Replayed:
    """How many were the same to the last bit, differed, and could not be made again."""

    equal: int
    differing: int
    unreplayable: int


def replay_all(service: OwnService, use_case: str, since: datetime) -> Replayed:
    """What ``scorewright replay`` says. Raises SimulationError where it says nothing."""
    done = service.command(["replay", "--since", since.isoformat(), "--use-case", use_case, "--json"])
    try:
        found: dict[str, Any] = json.loads(done.stdout)
        return Replayed(*(found[name] for name in ("equal", "differing", "unreplayable")))
    except (ValueError, KeyError) as error:
        raise SimulationError(f"scorewright replay: {done.stderr.strip() or done.stdout.strip()}") from error
