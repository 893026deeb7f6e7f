"""Before PostgreSQL has looked at new rows, it takes them for a few: what is read must not grow with their square."""

from collections.abc import Callable

import psycopg
import pytest
from django.conf import settings
from django.db import connection

from scorewright.loop.intake.accepting import Parts
from scorewright.loop.intake.actions import Given, create_many

TABLES = ["audit_entry", "intake_application", "intake_assessment", "serving_decision"]
COUNT = 400
FORGET = """
    SELECT pg_clear_relation_stats('public', name), pg_clear_attribute_stats('public', name, attname, false)
    FROM unnest(%s::text[]) AS name JOIN pg_attribute ON attrelid = name::regclass AND attnum > 0
"""
READ_OF_THE_TRAIL = """
    SELECT sum(pg_stat_get_xact_tuples_returned(indexrelid)) FROM pg_index WHERE indrelid = 'audit_entry'::regclass
"""
KNOWN = "SELECT relname, reltuples FROM pg_class WHERE relname = ANY(%s)"


@pytest.fixture
def forget(embedded) -> Callable[[], None]:
    """Lets PostgreSQL forget what it knows of the tables' rows."""

    def forget() -> None:
        name = settings.DATABASES["default"]["NAME"]
        with psycopg.connect(embedded.admin_url, dbname=name, autocommit=True) as database:
            database.execute(FORGET, [TABLES])

    return forget


@pytest.fixture
def take_in(office) -> Callable[[], None]:
    def take_in() -> None:
        given = [Given(parts=Parts({"distance": 1.0 + one}, {"phone": "1"}), submit=True) for one in range(COUNT)]
        create_many(use_case=office.use_case, given=given, by="user:test")

    return take_in


def asked(query: str, *given: object) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        found: list[tuple[object, ...]] = cursor.execute(query, given).fetchall()
        return found


def test_trail_with_unknown_rows__an_entry_reads_the_last_one_alone(office, take_in, forget) -> None:
    office.do(take_in)
    forget()
    with office.acting():
        connection.cursor().execute("DISCARD PLANS")
        ((before,),) = asked(READ_OF_THE_TRAIL)  # what was read a moment ago may be counted still
        take_in()
        ((after,),) = asked(READ_OF_THE_TRAIL)
    assert int(str(after)) - int(str(before)) < 3 * COUNT


def test_drain__of_many_unknown_rows__lets_the_database_look_at_them(office, take_in, forget) -> None:
    office.do(take_in)
    forget()
    assert {count for _, count in asked(KNOWN, TABLES)} == {-1.0}
    office.drain(seconds=60)
    known = dict(asked(KNOWN, TABLES))
    assert all(known[table] >= COUNT for table in ("intake_application", "intake_assessment"))
