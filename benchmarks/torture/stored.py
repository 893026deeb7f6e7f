"""What the database holds, asked after all the killing."""

import psycopg

from scorewright.project.embedded.home import Home
from scorewright.project.embedded.provisioning import DATABASE
from scorewright.project.embedded.stack import Embedded


def decisions_by_key(home: Home) -> dict[str, list[str]]:
    """The decisions of each request that named itself, over all tenants."""
    query = "SELECT request_id, array_agg(id::text) FROM serving_decision WHERE request_id <> '' GROUP BY request_id"
    with Embedded(home) as servers, psycopg.connect(servers.admin_url, dbname=DATABASE) as connection:
        return {str(key): list(ids) for key, ids in connection.execute(query)}
