"""Decisions, outcomes and a shadow by the million, written by the database itself."""

import json
import uuid
from datetime import datetime

import psycopg

from scorewright.declare.use_case import UseCase
from scorewright.project.embedded.provisioning import DATABASE

VERSIONS, DAYS = 4, 730
_DECISIONS = """
INSERT INTO serving_decision (
    id, tenant_id, use_case, request_id, asked_by, record, features, model_version_id, version, status, policy,
    threshold, probability, label, confidence, needs_review, fallback, fallback_reason, route, position, request_sha256,
    at, duration_ms
)
SELECT uuidv7(at - clock_timestamp()), %(tenant)s, %(use_case)s, '', 'key:bench', %(record)s, %(features)s,
    versions.id, CASE WHEN fallback THEN 'rule_v1' ELSE 'v' || versions.number END, 'production', repeat('0', 64), 0.5,
    p, (p > 0.5)::int, greatest(p, 1 - p), false, fallback, '', 'predict', 0, repeat('0', 64), at, 1.5
FROM (
    SELECT %(now)s - (1 - number::float8 / %(count)s) * %(days)s * interval '1 day' AS at,
        round(random()::numeric, 6)::float8 AS p, random() < 0.01 AS fallback,
        1 + floor(number::float8 / %(count)s * %(versions)s)::int AS version
    FROM generate_series(0, %(count)s - 1) AS number
) AS made
LEFT JOIN registry_modelversion AS versions
    ON versions.tenant_id = %(tenant)s AND versions.use_case = %(use_case)s AND NOT fallback
    AND versions.number = version
"""
_STATEMENTS = """
INSERT INTO outcomes_statement (
    id, tenant_id, decision_id, use_case, number, value, label, source, occurred_at, learnt_at, matures_at,
    inclusion_probability, reason, revised, by
)
SELECT gen_random_uuid(), tenant_id, id, use_case, 1, 'x', (random() < probability)::int, 'observed', at,
    at + interval '1 day', at + %(window)s, CASE WHEN random() < 0.5 THEN 1.0 ELSE 0.5 END, '', false, 'bench'
FROM serving_decision WHERE use_case = %(use_case)s AND at + %(window)s < %(now)s AND random() < 0.7
"""
_SHADOWS = """
INSERT INTO deployment_shadowdecision (
    tenant_id, plan_id, decision_id, use_case, model_version_id, version, policy, threshold, probability, label, error,
    at, duration_ms
)
SELECT tenant_id, %(plan)s, id, use_case, %(shadow)s, 'shadow', '', 0.5, p, (p > 0.5)::int, '', at, 1.5
FROM (
    SELECT *, least(1, greatest(0, probability + (random() - 0.5) / 4)) AS p FROM serving_decision
    WHERE use_case = %(use_case)s AND model_version_id = %(production)s
) AS looked_at
"""


def write(admin_url: str, *, use_case: UseCase, count: int, now: datetime, **ids: uuid.UUID | None) -> None:
    """``count`` decisions over the last ``DAYS``, outcomes of most, and the last version's beside a shadow's.

    ``ids`` name the ``tenant``, and the ``plan`` with its ``production`` and ``shadow``. Triggers and references
    are not asked.
    """
    given = {
        "use_case": use_case.name,
        "record": json.dumps(dict(use_case.examples[0])),
        "features": json.dumps({f"feature_{number}": 0.125 * number for number in range(25)}),
        "count": count,
        "days": DAYS,
        "versions": VERSIONS,
        "now": now,
        "window": use_case.outcome.window,
        **ids,
    }
    with psycopg.connect(admin_url, dbname=DATABASE) as connection:
        connection.execute("SET session_replication_role = replica")
        for statement in (_DECISIONS, _STATEMENTS, _SHADOWS):
            connection.execute(statement, given)
    with psycopg.connect(admin_url, dbname=DATABASE, autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")
