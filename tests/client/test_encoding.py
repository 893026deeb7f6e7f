import json
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import numpy as np
import pytest

from scorewright.client.encoding import encode, in_requests
from scorewright.client.errors import UnsendableError


def test_encode__values_of_other_libraries__plain_json() -> None:
    record = {
        "count": np.int64(3),
        "share": np.float32(0.5),
        "flag": np.bool_(1),
        "day": date(2026, 11, 21),
        "at": datetime(2026, 11, 21, tzinfo=UTC),
        "amount": Decimal("1.10"),
        "id": UUID(int=1),
        "name": "Zoë",
    }
    assert json.loads(encode(record)) == {
        "count": 3,
        "share": 0.5,
        "flag": True,
        "day": "2026-11-21",
        "at": "2026-11-21T00:00:00+00:00",
        "amount": "1.10",
        "id": "00000000-0000-0000-0000-000000000001",
        "name": "Zoë",
    }


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (float("nan"), r"record\.amount: nan is no number"),
        (float("-inf"), r"record\.amount: -inf is no number"),
        (np.float64("nan"), r"record\.amount: nan is no number"),
        (np.float32("nan"), r"record\.amount: Out of range"),
        ({1, 2}, r"record\.amount: a set cannot be sent"),
        ("\ud800", r"record\.amount: .*surrogates"),
    ],
)
def test_encode__what_json_has_no_form_for__named_and_not_made_a_missing_value(value: object, words: str) -> None:
    with pytest.raises(UnsendableError, match=words):
        encode({"tenure": 1, "amount": value})


def test_in_requests__not_a_record__says_which() -> None:
    with pytest.raises(UnsendableError, match=r"records\[1\]: a list is no record"):
        list(in_requests([{}, []]))  # type: ignore[list-item]
