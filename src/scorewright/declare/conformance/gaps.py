"""Records that the declaration allows though the data may never show them: missing values and unseen categories."""

from collections.abc import Iterator

from scorewright.declare.fields import Category, Value
from scorewright.declare.records import Record
from scorewright.declare.use_case import UseCase

UNSEEN = "\u2603 unseen"


def records_with_gaps(use_case: UseCase, record: Record) -> Iterator[Record]:
    """``record`` with each optional field missing in turn, with all of them missing, and with unseen categories."""
    visible = [field for field in use_case.fields if not field.protected]
    missing: dict[str, Value] = {field.name: None for field in visible if not field.required}
    unseen: dict[str, Value] = {
        field.name: UNSEEN for field in visible if isinstance(field, Category) and field.open_set
    }
    for name in missing:
        yield {**record, name: None}
    yield {**record, **missing}
    yield {**record, **unseen}
