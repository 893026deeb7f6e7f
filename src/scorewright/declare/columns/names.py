"""Whether the columns of a file are those of the records."""

from collections.abc import Collection, Sequence

from scorewright.declare.use_case import UseCase

MOST_NAMED = 10


class ColumnsError(ValueError):
    """The columns of a file are not those of the records."""


def check_columns(use_case: UseCase, columns: Collection[str], ignored: frozenset[str] = frozenset()) -> None:
    """Raise ColumnsError, naming them, where columns are unknown or required ones are not there.

    The outcome's column and those that are ``ignored`` may be there.
    """
    known = {field.name for field in use_case.fields} | {use_case.outcome.name} | ignored
    if unknown := sorted(set(columns) - known):
        raise ColumnsError(
            f"{_some(unknown)} is no field of {use_case.name}; columns that are to be passed on must be ignored"
        )
    required = {field.name for field in use_case.fields if field.required}
    if missing := sorted(required - set(columns)):
        raise ColumnsError(f"the columns {_some(missing)} are required and not there")


def _some(names: Sequence[str]) -> str:
    """The first of ``names``, and how many more there are: a file can have a million columns with long names."""
    shown = ", ".join(name[:100] for name in names[:MOST_NAMED])
    return shown if len(names) <= MOST_NAMED else f"{shown} (and {len(names) - MOST_NAMED} more)"
