"""Which applications are to be assessed when somebody wants many of them assessed."""

from dataclasses import asdict, dataclass
from uuid import UUID

from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Cast

from scorewright.declare import catalogue
from scorewright.loop.intake import queries
from scorewright.loop.intake.models import Application
from scorewright.loop.intake.statuses import ASSESSED, Processing, Status


@dataclass(frozen=True, kw_only=True)
class Selection:
    """The application of that id, or those of a status; of neither, those that wait for their verdict.

    With ``missing_only`` those that have no assessment at all; with ``force`` also those whose record, as it stands, is
    assessed already. Otherwise all but these: one that failed is tried again.
    """

    application_id: UUID | None = None
    status: Status | None = None
    missing_only: bool = False
    force: bool = False

    def key(self) -> dict[str, str | bool | None]:
        """As it is kept: two selections are the same where their keys are."""
        given = asdict(self)
        return given | {"application_id": None if self.application_id is None else str(self.application_id)}


def chosen(selection: Selection) -> QuerySet[Application]:
    """The applications of ``selection``, the oldest first, as far as their use cases take applications in.

    A few of them may turn out to need nothing: their record has changed since, but not so that it counts.
    """
    declared = [name for name, use_case in catalogue.use_cases().items() if use_case.intake is not None]
    found = queries.visible().filter(use_case__in=declared).order_by("pk")
    if selection.application_id is not None:
        found = found.filter(pk=selection.application_id)
    elif selection.status is not None:
        found = found.filter(status=selection.status)
    else:
        found = found.filter(status__in=ASSESSED)
    if selection.missing_only:
        return found.filter(assessment=None)
    return found if selection.force else _not_assessed_as_they_stand(found)


def _not_assessed_as_they_stand(found: QuerySet[Application]) -> QuerySet[Application]:
    texts = found.annotate(
        as_it_stands=Cast("record", TextField()), as_assessed=Cast("assessment__record", TextField())
    )
    return texts.exclude(assessment__processing_status=Processing.COMPLETED, as_it_stands=F("as_assessed"))
