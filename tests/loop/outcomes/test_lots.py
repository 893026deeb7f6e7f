"""Samples that the database draws by lots, which are made of the decisions' ids."""

import uuid
from datetime import UTC, datetime

import pytest
from django.db import connection

from scorewright.loop.outcomes.lots import LOT, LOTS, highest_lot, lot_of
from scorewright.loop.serving.bulk.row_ids import row_id


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


@pytest.mark.parametrize("run", range(5))
def test_highest_lot__rows_of_a_file__are_drawn_from_all_over_it(run: int) -> None:
    begun, count, wanted = datetime(2026, 11, 21, tzinfo=UTC), 20_000, 1_000
    highest = int.from_bytes(highest_lot(wanted, count))
    ids = (row_id(uuid.UUID(int=run * 0x9E3779B97F4A7C15), begun, number) for number in range(count))
    drawn = [number for number, row in enumerate(ids) if lot_of(row) <= highest]
    assert wanted <= len(drawn) <= 1.5 * wanted
    assert sum(number < count / 2 for number in drawn) == pytest.approx(len(drawn) / 2, abs=5 * len(drawn) ** 0.5 / 2)
