"""Samples that the database draws by the random end of the decisions' ids."""

import uuid

import pytest
from django.db import connection

from scorewright.loop.outcomes.lots import LOT, LOTS, highest_lot, lot_of


@pytest.mark.parametrize(("wanted", "count"), [(200, 201), (200, 1_000), (20_000, 20_001), (20_000, 10_000_000)])
def test_highest_lot__of_more_rows_than_are_wanted__lets_pass_those_and_few_more(wanted: int, count: int) -> None:
    expected = int.from_bytes(highest_lot(wanted, count)) / LOTS * count
    assert wanted < expected + 1 <= min(count, 1.5 * wanted) + 1


@pytest.mark.parametrize("count", [0, 1, 200])
def test_highest_lot__of_no_more_than_are_wanted__lets_all_pass(count: int) -> None:
    assert int.from_bytes(highest_lot(200, count)) == LOTS - 1


def test_lot__in_the_database__is_ordered_as_here(database) -> None:
    ids = [uuid.uuid4() for _ in range(50)]
    with connection.cursor() as cursor:
        lot = LOT.format(id="id")
        cursor.execute(f"SELECT id FROM unnest(%s::uuid[]) AS id ORDER BY {lot}", [ids])  # noqa: S608 - it is ours
        assert [found for (found,) in cursor.fetchall()] == sorted(ids, key=lot_of)
