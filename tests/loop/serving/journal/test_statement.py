"""One statement over one connection, and what becomes of the next when it is lost."""

import asyncio
import socket

import psycopg
import pytest
from django.conf import settings

from scorewright.loop.serving.journal.statement import prepared

ECHO = "SELECT length($1::text)"


async def _connection() -> psycopg.AsyncConnection:
    return await psycopg.AsyncConnection.connect(settings.DATABASE_URL, autocommit=True)


def test_run__text__gives_the_integer(database: None) -> None:
    async def run() -> list[int]:
        async with await _connection() as connection, prepared(connection, ECHO) as length:
            return [await length.run(b"x" * size) for size in (0, 1, 5_000_000)]

    assert asyncio.run(run()) == [0, 1, 5_000_000]


def test_run__statement_refused__raises_its_error_and_goes_on(database: None) -> None:
    async def run() -> int:
        async with await _connection() as connection, prepared(connection, "SELECT 7 / $1::text::int") as divide:
            with pytest.raises(psycopg.errors.DivisionByZero):
                await divide.run(b"0")
            return await divide.run(b"7")

    assert asyncio.run(run()) == 1


@pytest.mark.parametrize("loop", ["asyncio", "uvloop"])
def test_connection__lost_while_sending__the_next_one_is_heard(database: None, loop: str) -> None:
    """The next connection gets the number of the lost one: a loop that still watches that is deaf for it."""

    async def lose(connection: psycopg.AsyncConnection) -> None:
        async with prepared(connection, ECHO) as length:
            with socket.socket(fileno=socket.dup(connection.pgconn.socket)) as copy:
                copy.shutdown(socket.SHUT_RDWR)
            connection.pgconn.send_query(b"SELECT 1")  # libpq finds out here, and closes the socket by itself
            connection.pgconn.flush()
            connection.pgconn.consume_input()
            await length.run(b"x")

    async def run() -> int:
        connection = await _connection()
        number = connection.pgconn.socket
        with pytest.raises(psycopg.OperationalError):
            await lose(connection)
        async with await _connection() as another, prepared(another, ECHO) as length:
            assert another.pgconn.socket == number
            return await asyncio.wait_for(length.run(b"four"), 5)

    runner = __import__(loop)
    assert runner.run(run()) == 4
