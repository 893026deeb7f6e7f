"""Which cohort a decision belongs to: a column for the database, and a name for people."""

from collections.abc import Callable
from datetime import UTC, date

from django.db.models import DateField, F, Func, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import TruncWeek

from scorewright.declare.fields import Field, FieldRejected
from scorewright.loop.outcomes.performance.question import By, Question

MISSING = "missing"
NO_ARM = "no experiment"
Key = str | date | None
Name = Callable[[Key], str]


def key_of(question: Question, path: str = "") -> Combinable:
    """The expression, of decisions or, with the ``path`` to one, of what refers to them."""
    if question.by == By.WEEK:
        return TruncWeek(f"{path}at", output_field=DateField(), tzinfo=UTC)
    if question.by == By.GROUP:
        record, field = F(f"{path}record"), Value(question.group)
        return Func(record, field, function="json_extract_path_text", output_field=TextField())
    return F(f"{path}{question.by.value}")


def name_of(question: Question) -> Name:
    """What people call the cohort of a key: the same for keys that mean the same."""
    if question.by == By.GROUP:
        (field,) = [field for field in question.use_case.fields if field.name == question.group]
        return lambda key: _value(field, key)
    return lambda key: str(key) or NO_ARM


def _value(field: Field, key: Key) -> str:
    """The value as it is declared, however the record wrote it; as it was written where it is none today."""
    if key is None:
        return MISSING
    try:
        value = field.read(str(key))
    except FieldRejected:
        return str(key)
    return MISSING if value is None else str(value)
