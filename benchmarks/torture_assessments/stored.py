"""What the database holds, asked after all the killing."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from benchmarks.torture_assessments.ledger import Assessed, State
from scorewright.project.embedded.home import Home
from scorewright.project.embedded.provisioning import DATABASE
from scorewright.project.embedded.stack import Embedded

_UNFINISHED = "SELECT count(*) FROM intake_assessment WHERE processing_status NOT IN ('COMPLETED', 'FAILED')"
_ASSESSED = """
    SELECT one.application_id::text, (one.record->>'annual_income')::float8,
        one.processing_status = 'COMPLETED' AND made.id IS NOT NULL
    FROM intake_assessment AS one LEFT JOIN serving_decision AS made ON made.id = one.decision_id
"""
_DECISIONS = "SELECT count(*) FROM serving_decision WHERE route = 'intake'"


@dataclass(frozen=True)
class Stored:
    """The tables, over all tenants."""

    connection: "psycopg.Connection[tuple[object, ...]]"

    def unfinished(self) -> int:
        return self._number(_UNFINISHED)

    def assessed(self) -> list[Assessed]:
        rows = self.connection.execute(_ASSESSED)
        return [Assessed(State(str(one), round(float(str(income)))), bool(done)) for one, income, done in rows]

    def decisions(self) -> int:
        return self._number(_DECISIONS)

    def _number(self, query: str) -> int:
        row = self.connection.execute(query.encode()).fetchone()
        return 0 if row is None else int(str(row[0]))


@contextmanager
def stored(home: Home) -> Iterator[Stored]:
    with (
        Embedded(home) as servers,
        psycopg.connect(servers.admin_url, dbname=DATABASE, autocommit=True) as connection,
    ):
        yield Stored(connection)
