"""Whether what was answered was kept: a fast service that loses decisions has measured nothing."""

import psycopg

from benchmarks.service import Service
from scorewright.project.embedded.provisioning import DATABASE


class LostError(Exception):
    """Fewer decisions are stored than were answered."""


def stored(service: Service) -> int:
    """The number of decisions in the database, over all tenants: a superuser is not bound by row-level security."""
    with psycopg.connect(service.admin_url, dbname=DATABASE) as connection:
        row = connection.execute("SELECT count(*) FROM serving_decision").fetchone()
    return 0 if row is None else int(row[0])


def check_fsync(service: Service) -> None:
    """Raises LostError where the database does not wait for the disk."""
    with psycopg.connect(service.admin_url, dbname=DATABASE) as connection:
        for name in ("fsync", "synchronous_commit", "full_page_writes"):
            row = connection.execute(f"SHOW {name}").fetchone()
            if row is None or row[0] != "on":
                raise LostError(f"PostgreSQL runs with {name} {row and row[0]}: nothing durable would be measured")
