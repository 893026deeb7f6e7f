"""Django system checks: a bad declaration is named at start-up, and a right that the application lacks."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register
from django.db import DEFAULT_DB_ALIAS, connections

from scorewright.declare.catalogue import use_cases
from scorewright.declare.conformance import structural_faults
from scorewright.declare.errors import DeclarationError

_OWN_SWITCH = "ghana_employment_analysis"  # a switch is no fault where the use case is not installed
# By its name alone, so that nothing is said of a database that is not migrated yet.
_NOT_GRANTED = """
    SELECT quote_ident(current_user), oid::regprocedure::text FROM pg_proc
    WHERE proname = 'serving_keep' AND pronamespace = current_schema()::regnamespace
      AND NOT has_function_privilege(current_user, oid, 'EXECUTE')
"""


@register
def declarations(**_: Any) -> list[CheckMessage]:
    """The structural half of the conformance suite, over every use case found."""
    try:
        found = use_cases()
    except DeclarationError as error:
        return [Error(str(error), id="scorewright.E001")]
    return [Error(fault, id="scorewright.E002") for use_case in found.values() for fault in structural_faults(use_case)]


@register
def insights_that_are_off(**_: Any) -> list[CheckMessage]:
    """A name that no use case declares would switch nothing off."""
    try:
        intakes = [use_case.intake for use_case in use_cases().values()]
    except DeclarationError:  # told above
        return []
    known = {one.insight.name for one in intakes if one is not None and one.insight is not None}
    words = f"no use case declares an insight of this name; there are: {', '.join(sorted(known)) or 'none'}"
    off = settings.ML_INSIGHTS_OFF - {_OWN_SWITCH}
    return [Error(f"ML_INSIGHTS_OFF: {name}: {words}", id="scorewright.E004") for name in sorted(off - known)]


@register(Tags.database)
def decisions_can_be_kept(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """The journal writes through a function that a migration takes from everybody to whom it was not granted."""
    if DEFAULT_DB_ALIAS not in (databases or ()):
        return []
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(_NOT_GRANTED)
        return [_no_right(role, function) for role, function in cursor.fetchall()]


def _no_right(role: str, function: str) -> CheckMessage:
    return Error(
        f"The database role {role} may not execute {function.partition('(')[0]}: no decision can be kept.",
        hint=f"As the owner: GRANT EXECUTE ON FUNCTION {function} TO {role}",
        id="scorewright.E003",
    )
