"""What the service says of itself when the year is over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Told:
    """``production`` are the versions that decide, one if all is well; ``experiments`` the newest first.

    ``performance`` is what was measured of each version on matured outcomes, and estimated of the rest.
    """

    production: Sequence[Row]
    experiments: Sequence[Row]
    performance: Sequence[Row]
