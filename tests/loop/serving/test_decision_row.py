from importlib import import_module

from django.db import connection

from scorewright.loop.serving.decision_row import DecisionRow
from scorewright.loop.serving.models import Decision


def test_decision_row__fields__are_the_columns_and_those_that_the_journal_writes(database: None) -> None:
    fields = set(DecisionRow.__struct_fields__)
    assert fields == {field.attname for field in Decision._meta.concrete_fields}
    journal = import_module("scorewright.loop.serving.migrations.0012_arms")
    assert fields == set(journal.COLUMNS)
    with connection.cursor() as cursor:
        sql = "SELECT column_name FROM information_schema.columns WHERE table_name = 'serving_decision'"
        assert fields == {name for (name,) in cursor.execute(sql).fetchall()}
