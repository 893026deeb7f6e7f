"""Which cohort a decision belongs to: an expression for the database, and a name for people."""

from collections.abc import Callable

from scorewright.declare.fields import Field, FieldRejected
from scorewright.loop.outcomes.performance.question import By, Question

MISSING = "missing"
NO_ARM = "no experiment"
Name = Callable[[str], str]
# Of the decision ``d``; texts that are never null, so that they can be looked up. A group's empty text is missing too.
_KEYS = {
    By.VERSION: "d.version",
    By.ARM: "d.arm",
    By.WEEK: "to_char(date_trunc('week', d.at AT TIME ZONE 'UTC'), 'YYYY-MM-DD')",
    By.GROUP: "coalesce(json_extract_path_text(d.record, %(group)s), '')",
}
_MONITORED = """coalesce((
    SELECT apart."values" ->> %(group)s FROM intake_assessment made
    JOIN intake_monitored apart ON apart.application_id = made.application_id WHERE made.decision_id = d.id
), '')"""


def key_of(question: Question) -> str:
    """The expression, of the decision ``d``."""
    apart = question.by == By.GROUP and question.group in {field.name for field in question.use_case.monitored}
    return _MONITORED if apart else _KEYS[question.by]


def name_of(question: Question) -> Name:
    """What people call the cohort of a key: the same for keys that mean the same."""
    if question.by == By.GROUP:
        fields = (*question.use_case.fields, *question.use_case.monitored)
        (field,) = [field for field in fields if field.name == question.group]
        return lambda key: _value(field, key)
    return lambda key: key or NO_ARM


def _value(field: Field, key: str) -> str:
    """The value as it is declared, however the record wrote it; as it was written where it is none today."""
    if not key:
        return MISSING
    try:
        value = field.read(key)
    except FieldRejected:
        return key
    return MISSING if value is None else str(value)
