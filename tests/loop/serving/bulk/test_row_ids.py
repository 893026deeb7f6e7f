import uuid
from datetime import UTC, datetime, timedelta

from scorewright.loop.serving.bulk.row_ids import row_id

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)


def test_row_id__same_run_and_row__the_same_and_grows_with_the_rows() -> None:
    run = uuid.uuid4()
    ids = [row_id(run, NOW, number) for number in range(1, 2000)]
    assert ids == [row_id(run, NOW, number) for number in range(1, 2000)]
    assert ids == sorted(set(ids))
    assert {found.version for found in ids} == {7}
    assert {found.variant for found in ids} == {uuid.RFC_4122}


def test_row_id__another_run_or_another_moment__another() -> None:
    run = uuid.uuid4()
    others = [row_id(uuid.uuid4(), NOW, 1), row_id(run, NOW + timedelta(milliseconds=1), 1), row_id(run, NOW, 2)]
    assert row_id(run, NOW, 1) not in others


def test_row_id__large_numbers__keep_their_place() -> None:
    run = uuid.UUID(int=(1 << 128) - 1)
    numbers = (1, 2**20, 2**22 - 1, 2**22, 2**40 - 1)
    assert len({row_id(run, NOW, number) for number in numbers}) == len(numbers)
