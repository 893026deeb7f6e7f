import msgspec
import pytest
from django.core.exceptions import FieldError
from django.db import connection

from scorewright.loop.serving.actions import decide
from scorewright.loop.serving.models import Decision

TEXT = '{"van": "small",  "distance": 80.10, "parcels": 3}'


@pytest.fixture
def decision(tenant, use_case) -> Decision:
    decision = decide(use_case=use_case, raw=msgspec.json.decode(TEXT))
    with connection.cursor() as cursor:
        cursor.execute("UPDATE serving_decision SET record = %s::json WHERE id = %s", [TEXT, decision.id])
    return decision


def test_record__written_as_it_came__keeps_spaces_order_and_digits(decision: Decision) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT record::text FROM serving_decision WHERE id = %s", [decision.id])
        assert cursor.fetchone() == (TEXT,)
    assert Decision.objects.get(pk=decision.id).record == {"van": "small", "distance": 80.1, "parcels": 3}


@pytest.mark.parametrize("wanted", [{"record": {}}, {"record__van": "small"}, {"features__contains": {}}])
def test_record__looked_up__refused_before_the_database_is_asked(tenant, wanted: dict[str, object]) -> None:
    with pytest.raises(FieldError):
        Decision.objects.filter(**wanted).exists()
    assert not Decision.objects.filter(record__isnull=True).exists()
