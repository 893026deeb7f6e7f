"""Which record is which, in any data set."""

import numpy as np

from scorewright.loop.training.row_identity import row_identities


def test_row_identities__same_record_in_another_order__same_number() -> None:
    one, other = {"a": 1, "b": "x"}, {"b": "x", "a": 1}
    assert len(set(row_identities([one, other], np.array([1, 1])).tolist())) == 1


def test_row_identities__another_value_or_outcome__another_number() -> None:
    found = row_identities([{"a": 1}, {"a": 2}, {"a": None}, {"a": 1}], np.array([1, 1, 1, 0]))
    assert len(set(found.tolist())) == 4
