"""What is to be said of a record besides the rules that it breaks by itself: unlikely values, moments still to come."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from scorewright.declare.errors import Problem
from scorewright.declare.fields import Field, FieldRejected, Moment, Number, json_type
from scorewright.declare.records import Record

CLOCKS_DIFFER = timedelta(minutes=5)


def warnings_about(fields: Sequence[Field], raw: Mapping[str, object]) -> tuple[Problem, ...]:
    """What a person should look at in ``raw``, whole or a draft, though it breaks no rule: numbers above ``warn_above``
    or below ``warn_below`` of their field.

    >>> share = Number(name="share", unit="%", minimum=0, maximum=1000, warn_above=100)
    >>> [(one.field, one.rule, one.message) for one in warnings_about([share], {"share": 120})]
    [('share', 'warn_above', 'is above 100 %')]
    >>> warnings_about([share], {"share": 100})
    ()
    """
    return tuple(
        Problem(field.name, rule, f"is {rule.removeprefix('warn_')} {limit:g} {field.unit}".strip(), json_type(cell))
        for field in fields
        if isinstance(field, Number)
        for cell in (raw.get(field.name),)
        for rule, limit in _beyond(field, cell)
    )


def _beyond(field: Number, cell: object) -> Iterator[tuple[str, float]]:
    try:
        value = field.accept(cell)
    except FieldRejected:  # of a draft, or an older declaration
        return
    if not isinstance(value, int | float):
        return
    if field.warn_above is not None and value > field.warn_above:
        yield "warn_above", field.warn_above
    if field.warn_below is not None and value < field.warn_below:
        yield "warn_below", field.warn_below


def still_to_come(fields: Sequence[Field], record: Record, now: datetime) -> Iterator[Problem]:
    """A problem for each moment in ``record`` that lies ahead of ``now`` and, by its field, must not.

    Clocks may differ by ``CLOCKS_DIFFER``. Whoever takes a record in as it happens looks at this: a record that is read
    again at another time, as in a back-test, breaks nothing by it.
    """
    for field in fields:
        value = record.get(field.name)
        bound = isinstance(field, Moment) and field.not_in_future
        if bound and isinstance(value, datetime) and value > now + CLOCKS_DIFFER:
            yield Problem(field.name, "not_in_future", "must not lie in the future", "string")
