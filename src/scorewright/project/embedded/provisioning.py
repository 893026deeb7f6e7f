"""The roles and the database: one role owns the tables, another, without special rights, is the application's.

Row-level security binds neither superusers, nor roles with BYPASSRLS, nor (unless forced) the owner of a table: hence
two roles.
"""

from dataclasses import dataclass, field
from urllib.parse import quote, urlsplit

import psycopg
from psycopg import sql

DATABASE = "scorewright"
OWNER = "scorewright_owner"
APP = "scorewright_app"


@dataclass(frozen=True, slots=True)
class Login:
    """A role and its password."""

    name: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """``app`` is for the application (``DATABASE_URL``), ``owner`` for migrations (``DATABASE_OWNER_URL``)."""

    app: str = field(repr=False)
    owner: str = field(repr=False)


def provision(admin_url: str, *, database: str, owner: Login, app: Login) -> DatabaseUrls:
    """Create or correct both roles and ``database``; safe to repeat and to run twice at once.

    Raises psycopg.Error when ``admin_url`` is not a superuser's.
    """
    urls = database_urls(admin_url, database=database, owner=owner, app=app)
    with psycopg.connect(admin_url, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext('scorewright.provision'))")
        for login in (owner, app):
            _ensure_role(connection, login)
        _ensure_database(connection, database, owner, app)
        with psycopg.connect(_url(admin_url, database=database)) as inside:
            _grant(inside, owner, app)
    return urls


def database_urls(admin_url: str, *, database: str, owner: Login, app: Login) -> DatabaseUrls:
    """The ways in that ``provision`` opens, without a look at the server."""
    return DatabaseUrls(app=_url(admin_url, database, app), owner=_url(admin_url, database, owner))


def _url(admin_url: str, database: str, login: Login | None = None) -> str:
    parts = urlsplit(admin_url)
    way_in = parts.netloc
    if login is not None:
        way_in = f"{quote(login.name, safe='')}:{quote(login.password, safe='')}@{way_in.rpartition('@')[2]}"
    return parts._replace(netloc=way_in, path=f"/{quote(database, safe='')}").geturl()


def _ensure_role(connection: psycopg.Connection, login: Login) -> None:
    role = sql.Identifier(login.name)
    if connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [login.name]).fetchone() is None:
        connection.execute(sql.SQL("CREATE ROLE {}").format(role))
    # The verifier is made here, so that the password itself never reaches the server's log.
    verifier = connection.pgconn.encrypt_password(login.password.encode(), login.name.encode(), b"scram-sha-256")
    rights = "LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION"
    statement = sql.SQL("ALTER ROLE {} " + rights + " PASSWORD {}")
    connection.execute(statement.format(role, sql.Literal(verifier.decode())))


def _ensure_database(connection: psycopg.Connection, database: str, owner: Login, app: Login) -> None:
    names = {"database": sql.Identifier(database), "owner": sql.Identifier(owner.name), "app": sql.Identifier(app.name)}
    if connection.execute("SELECT FROM pg_database WHERE datname = %s", [database]).fetchone() is None:
        connection.execute(sql.SQL("CREATE DATABASE {database} OWNER {owner}").format(**names))
    for statement in (
        "ALTER DATABASE {database} OWNER TO {owner}",
        "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
        "GRANT CONNECT ON DATABASE {database} TO {app}",
    ):
        connection.execute(sql.SQL(statement).format(**names))


def _grant(connection: psycopg.Connection, owner: Login, app: Login) -> None:
    """Rights on tables to come only: a right that a migration took away from the application must not come back."""
    names = {"owner": sql.Identifier(owner.name), "app": sql.Identifier(app.name)}
    hereafter = "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public GRANT "
    for statement in (
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
        "GRANT USAGE, CREATE ON SCHEMA public TO {owner}",
        "GRANT USAGE ON SCHEMA public TO {app}",
        hereafter + "SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app}",
        hereafter + "USAGE, SELECT ON SEQUENCES TO {app}",
        hereafter + "EXECUTE ON FUNCTIONS TO {app}",
    ):
        connection.execute(sql.SQL(statement).format(**names))
