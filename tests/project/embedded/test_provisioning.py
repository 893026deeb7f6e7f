from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

from scorewright.project.embedded.provisioning import DatabaseUrls, Login, database_urls, provision
from scorewright.project.embedded.stack import Embedded

OWNER = Login("test_owner", "öwner's @ password/")
APP = Login("test_app", "app:password%")


@pytest.fixture(scope="module")
def urls(embedded: Embedded) -> DatabaseUrls:
    return provision(embedded.admin_url, database="a test", owner=OWNER, app=APP)


@pytest.fixture
def owner(urls: DatabaseUrls) -> Iterator[psycopg.Connection]:
    """The owner's connection, with a table ``note`` as a migration would make it."""
    with psycopg.connect(urls.owner, autocommit=True) as connection:
        connection.execute("CREATE TABLE note (id serial, tenant int, body text)")
        yield connection
        connection.execute("DROP TABLE note")


@pytest.fixture
def app(urls: DatabaseUrls) -> Iterator[psycopg.Connection]:
    with psycopg.connect(urls.app, autocommit=True) as connection:
        yield connection


def test_provision__both_roles__have_no_special_right(owner: psycopg.Connection) -> None:
    rows = owner.execute(
        "SELECT rolname, rolcanlogin, rolsuper, rolbypassrls, rolcreatedb, rolcreaterole, rolreplication"
        " FROM pg_roles WHERE rolname LIKE 'test_%' ORDER BY 1"
    ).fetchall()

    assert rows == [(name, True, False, False, False, False, False) for name in ("test_app", "test_owner")]


def test_provision__database_and_tables__belong_to_the_owner_alone(owner: psycopg.Connection) -> None:
    row = owner.execute(
        "SELECT pg_get_userbyid(datdba), (SELECT tableowner FROM pg_tables WHERE tablename = 'note'),"
        " pg_has_role('test_app', 'test_owner', 'MEMBER') FROM pg_database WHERE datname = current_database()"
    ).fetchone()

    assert row == ("test_owner", "test_owner", False)


def test_provision__application__may_use_tables_that_come_later(
    owner: psycopg.Connection, app: psycopg.Connection
) -> None:
    app.execute("INSERT INTO note (body) VALUES ('first')")
    app.execute("UPDATE note SET body = 'second'")
    assert app.execute("SELECT id, body FROM note").fetchone() == (1, "second")
    app.execute("DELETE FROM note")
    assert app.execute("SELECT nextval('note_id_seq')").fetchone() == (2,)


@pytest.mark.parametrize(
    "forbidden",
    [
        "CREATE TABLE mine (id int)",
        "ALTER TABLE note ADD COLUMN more int",
        "ALTER TABLE note DISABLE ROW LEVEL SECURITY",
        "TRUNCATE note",
        "DROP TABLE note",
        "CREATE DATABASE mine",
        "CREATE ROLE mine",
        "SET ROLE test_owner",
    ],
)
def test_provision__application__may_not_change_what_there_is(
    owner: psycopg.Connection, app: psycopg.Connection, forbidden: str
) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute(forbidden.encode())


def test_provision__row_level_security__binds_the_application(
    owner: psycopg.Connection, app: psycopg.Connection
) -> None:
    owner.execute("INSERT INTO note (tenant) VALUES (1), (2), (2)")
    owner.execute("ALTER TABLE note ENABLE ROW LEVEL SECURITY")
    owner.execute("CREATE POLICY own ON note USING (tenant = 1)")

    assert app.execute("SELECT count(*) FROM note").fetchone() == (1,)


def test_provision__again__does_not_give_back_what_a_migration_took_away(
    embedded: Embedded, owner: psycopg.Connection, app: psycopg.Connection
) -> None:
    owner.execute("REVOKE UPDATE ON note FROM test_app")

    provision(embedded.admin_url, database="a test", owner=OWNER, app=APP)

    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        app.execute("UPDATE note SET body = ''")


def test_provision__other_password__replaces_the_old_one(embedded: Embedded) -> None:
    old = Login("rotated", "old")
    before = provision(embedded.admin_url, database="rotation", owner=old, app=APP)
    after = provision(embedded.admin_url, database="rotation", owner=Login("rotated", "new"), app=APP)

    psycopg.connect(after.owner).close()
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(before.owner)


def test_provision__role_of_another_database__is_not_let_in(embedded: Embedded, urls: DatabaseUrls) -> None:
    elsewhere = database_urls(embedded.admin_url, database="scorewright", owner=OWNER, app=APP)

    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        psycopg.connect(elsewhere.app)


def test_provision__four_at_once__all_succeed(embedded: Embedded) -> None:
    login, other = Login("crowd_owner", "x"), Login("crowd_app", "y")

    def once(_: int) -> DatabaseUrls:
        return provision(embedded.admin_url, database="crowd", owner=login, app=other)

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(once, range(4)))) == 1


def test_provision__no_password_reaches_the_log(embedded: Embedded, urls: DatabaseUrls) -> None:
    admin = psycopg.connect(embedded.admin_url, autocommit=True)
    with admin:
        admin.execute("ALTER SYSTEM SET log_statement = 'all'")
        admin.execute("SELECT pg_reload_conf(), pg_sleep(0.2)")
        provision(embedded.admin_url, database="logged", owner=Login("seen", "s3cr3t-owner"), app=APP)
        admin.execute("ALTER SYSTEM RESET log_statement")
        admin.execute("SELECT pg_reload_conf()")

    log = (embedded.home.logs / "postgres.log").read_text()
    assert 'ALTER ROLE "seen"' in log
    assert "s3cr3t-owner" not in log
