"""Whether the columns of a file are those of the records."""

from collections.abc import Collection

from scorewright.declare.use_case import UseCase


class ColumnsError(ValueError):
    """The columns of a file are not those of the records."""


def check_columns(use_case: UseCase, columns: Collection[str], ignored: frozenset[str] = frozenset()) -> None:
    """Raise ColumnsError, naming them, where columns are unknown or required ones are not there.

    The outcome's column and those that are ``ignored`` may be there.
    """
    known = {field.name for field in use_case.fields} | {use_case.outcome.name} | ignored
    if unknown := sorted(set(columns) - known):
        raise ColumnsError(
            f"{', '.join(unknown)} is no field of {use_case.name}; columns that are to be passed on must be ignored"
        )
    required = {field.name for field in use_case.fields if field.required}
    if missing := sorted(required - set(columns)):
        raise ColumnsError(f"the columns {', '.join(missing)} are required and not there")
