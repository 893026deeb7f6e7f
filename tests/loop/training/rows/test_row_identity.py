"""Which record is which, in any data set."""

import numpy as np

from scorewright.loop.training.rows.row_identity import lots, lots_by_name, row_identities


def test_row_identities__same_record_in_another_order__same_number() -> None:
    one, other = {"a": 1, "b": "x"}, {"b": "x", "a": 1}
    assert len(set(row_identities([one, other], np.array([1, 1])).tolist())) == 1


def test_row_identities__another_value_or_outcome__another_number() -> None:
    found = row_identities([{"a": 1}, {"a": 2}, {"a": None}, {"a": 1}], np.array([1, 1, 1, 0]))
    assert len(set(found.tolist())) == 4


def test_row_identities__field_that_is_declared_later__same_number_until_it_is_filled() -> None:
    before, after, filled = {"a": 1}, {"a": 1, "b": None}, {"a": 1, "b": 2}
    found = row_identities([before, after, filled], np.array([1, 1, 1])).tolist()
    assert found[0] == found[1] != found[2]


def test_lots__rows_are_added_and_mixed__each_keeps_its_lot() -> None:
    rows = np.arange(100, 140, dtype=np.uint64)
    order = np.random.default_rng(1).permutation(40)
    assert np.array_equal(lots(rows, 7)[order], lots(rows[order], 7))
    assert np.array_equal(lots(rows[:30], 7), lots(rows, 7)[:30])
    assert not np.array_equal(lots(rows, 8), lots(rows, 7))


def test_lots__equal_rows__a_lot_each_and_the_same_ones_in_any_order() -> None:
    drawn, other = (lots(np.array(rows, dtype=np.uint64), 7) for rows in ([5, 5, 6, 5], [6, 5, 5, 5]))
    assert len(set(drawn.tolist())) == 4
    assert sorted(drawn.tolist()) == sorted(other.tolist())


def test_lots_by_name__another_seed__other_lots() -> None:
    assert lots_by_name(["a", "b"], 1) != lots_by_name(["a", "b"], 2)
    assert lots_by_name(["b"], 1)["b"] == lots_by_name(["a", "b"], 1)["b"]
