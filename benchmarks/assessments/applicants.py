"""Applications as clients of a bank send them: the simulated applicants of the use case ``credit``."""

from typing import Any

from scorewright.usecases.credit.applicants import BANK
from scorewright.usecases.credit.world import Applications, records

USE_CASE = "credit"
MONTH = 0  # the first after those that the models are trained on


def applicants(count: int, seed: int) -> list[dict[str, Any]]:
    """So many records, no two alike; a field that somebody left out is left out."""
    found = records(MONTH, Applications(BANK, seed, count).drawn(MONTH, count))
    return [{name: value for name, value in record.items() if value is not None} for record in found]
