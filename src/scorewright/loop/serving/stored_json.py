"""Values as PostgreSQL can keep them in JSON."""

import math
from datetime import datetime


def stored(raw: object) -> object:
    """``raw`` with moments as ISO 8601 text and NaN as null; all else as it is."""
    match raw:
        case dict():
            return {name: stored(value) for name, value in raw.items()}
        case datetime():
            return raw.isoformat()
        case float() if not math.isfinite(raw):
            return None
    return raw
