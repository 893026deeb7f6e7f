"""Keeping what shadows would have decided, many rows in one statement."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from django.db import connection
from msgspec import json

from scorewright.loop.serving.shadow.scoring import ShadowRow
from scorewright.loop.tenancy.scope import acting

ACTOR = "serving:shadow"
COLUMNS = {
    "tenant_id": "uuid",
    "plan_id": "uuid",
    "decision_id": "uuid",
    "use_case": "text",
    "model_version_id": "uuid",
    "version": "text",
    "policy": "text",
    "threshold": "float8",
    "probability": "float8",
    "label": "smallint",
    "score": "integer",
    "band": "text",
    "error": "text",
    "at": "timestamptz",
    "duration_ms": "float8",
}
_NAMES = ", ".join(f'"{name}"' for name in COLUMNS)
_TYPED = ", ".join(f'"{name}" {kind}' for name, kind in COLUMNS.items())
# A list of thousands of rows as Django's ORM writes it would keep answers from the processor for milliseconds.
KEEP = f"""
INSERT INTO deployment_shadowdecision ({_NAMES})
SELECT {_NAMES} FROM json_to_recordset(%s::json) AS given ({_TYPED})
ON CONFLICT DO NOTHING
"""  # noqa: S608 - the names are those above


def keep(rows: Sequence[ShadowRow]) -> None:
    """Write ``rows``, of any tenants; those that are there already are left alone. Raises django.db.Error."""
    of_tenants: dict[UUID, list[ShadowRow]] = defaultdict(list)
    for row in rows:
        of_tenants[row.tenant_id].append(row)
    for tenant_id, own in of_tenants.items():
        with acting(tenant_id, actor=ACTOR), connection.cursor() as cursor:
            cursor.execute(KEEP, [json.encode(own).decode()])
