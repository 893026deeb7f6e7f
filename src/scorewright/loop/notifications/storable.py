"""What a row of the database and every receiver's JSON can hold, of whatever a caller says."""

import json
import math
from collections.abc import Mapping

from django.core.serializers.json import DjangoJSONEncoder


def storable_text(text: str, *, longest: int | None = None) -> str:
    """``text`` without NUL and halves of surrogate pairs, cut to ``longest`` characters.

    >>> storable_text("no\\x00thing \\ud800 lost", longest=12)
    'nothing ? l…'
    """
    clean = text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")
    return clean if longest is None or len(clean) <= longest else f"{clean[: longest - 1]}…"


def storable_data(data: Mapping[str, object]) -> dict[str, object]:
    """``data`` as JSON holds it: ids and moments as text, what is no number null. Raises TypeError for anything else.

    >>> storable_data({"auc": float("nan"), "versions": ("v1", "v2")})
    {'auc': None, 'versions': ['v1', 'v2']}
    """
    plain = json.loads(json.dumps(dict(data), cls=DjangoJSONEncoder))
    return {storable_text(str(key)): _storable(value) for key, value in plain.items()}


def _storable(value: object) -> object:
    if isinstance(value, str):
        return storable_text(value)
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {storable_text(str(key)): _storable(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_storable(inner) for inner in value]
    return value
