"""Assessments for rows of somebody's own Django model: one declaration attaches the triggers.

A project that has a model of its own for what people apply for keeps it. It says once how a row becomes a record:

    hosting.assess(
        LoanApplication,
        use_case="credit",
        tenant=lambda loan: loan.branch.tenant_id,
        record=lambda loan: {"annual_income": loan.income, "job_title": loan.job, ...},
        submitted=lambda loan: loan.status == "SUBMITTED",
    )

From then on each saved row that is ``submitted`` has an application here, under a reference number of its own: the row
asks for assessments when it becomes submitted, and when what is watched of its record changes, as any application does.
Where the application needs information, the next change of the row hands it in again. A row that is submitted no more,
and then again, is handed in again as well, and asks however little has changed.
The module ``apps`` of the project, in ``ready``, is the place.

Where a row is deleted, its application goes out of everybody's sight.

A row and its application are one where both are saved in one transaction, as with ``ATOMIC_REQUESTS``. Outside of one a
process that dies between the two leaves a row without: ``follow_all`` finds it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models.signals import post_save, pre_delete, pre_save

from scorewright.declare.redaction import personal_words, words_of
from scorewright.loop.intake import actions
from scorewright.loop.intake.accepting import Parts, accepted, intake_named
from scorewright.loop.intake.actions import Given
from scorewright.loop.intake.models import Application, Assessment
from scorewright.loop.intake.statuses import CHANGEABLE, Status
from scorewright.loop.tenancy.scope import acting

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True)
class Host(Generic[M]):
    """What ``assess`` was told of ``model``, and what can be asked of its rows."""

    model: type[M]
    use_case: str
    tenant: Callable[[M], UUID]
    record: Callable[[M], Mapping[str, Any]]
    submitted: Callable[[M], bool]
    personal: Callable[[M], Mapping[str, Any]] = lambda _: {}
    monitored: Callable[[M], Mapping[str, Any]] = lambda _: {}

    def follow(self, row: M) -> Application | None:
        """Bring the application of ``row`` up to date, and ask for an assessment where that is due.

        It is called after each save. Rows that were changed otherwise, as by ``QuerySet.update``, are followed by hand.
        Raises ApplicationRejectedError where the record of a submitted row breaks a rule.
        """
        if not self.submitted(row):
            return self._left(row)
        # The application and its assessment are there once the row is, and never without it.
        with self._in_confidence(row), transaction.atomic(), acting(self.tenant(row), actor=self._actor):
            parts = self._parts(row)
            known = self._held(row)
            if known is None:
                try:
                    return self._made(row, parts)
                except IntegrityError:  # somebody else saved the row for the first time, at once with us
                    known = self._held(row)
                    if known is None:
                        raise
            return self._changed(known, parts)

    def _left(self, row: M) -> Application | None:
        with acting(self.tenant(row), actor=self._actor):
            known = self._held(row)
            if known is None or known.status not in CHANGEABLE or known.host_left:
                return known
            return actions.note_host_left(application_id=known.pk)

    def _made(self, row: M, parts: Parts) -> Application:
        use_case, _ = intake_named(self.use_case)
        given = Given(parts=parts, submit=True, host=self.name_of(row))
        with transaction.atomic():
            return actions.create(use_case=use_case, given=given, by=self._actor)

    def _changed(self, known: Application, parts: Parts) -> Application:
        same = actions.parts_of(known) == parts
        if known.status not in CHANGEABLE or (same and not known.host_left):
            return known
        if known.host_left or known.status == Status.NEEDS_INFO:
            return actions.hand_in_again(application_id=known.pk, parts=parts, by=self._actor)
        return actions.update(application_id=known.pk, changes=parts, whole=True, by=self._actor)

    def check(self, row: M) -> None:
        """Raise ApplicationRejectedError where ``row`` cannot be saved as submitted. It is called before each save."""
        if self.submitted(row):
            use_case, _ = intake_named(self.use_case)
            with self._in_confidence(row):
                accepted(use_case, self._parts(row), draft=False)

    def follow_all(self, rows: Iterable[M]) -> int:
        """``follow`` each of ``rows``, such as those that were there before this was declared; how many."""
        return sum(self.follow(row) is not None for row in rows)

    def application(self, row: M) -> Application | None:
        """The application of ``row``; None where it was never submitted."""
        with acting(self.tenant(row), actor=self._actor):
            return self._applications(row).select_related("assessment").first()

    def assessment(self, row: M) -> Assessment | None:
        """What speaks for ``row`` as it stands: perhaps waiting still, perhaps None."""
        found = self.application(row)
        return None if found is None else found.assessment

    def assessments(self, rows: Iterable[M]) -> dict[Any, Assessment]:
        """What speaks for each of ``rows``, by its primary key, with one question for each tenant: for lists."""
        names: defaultdict[UUID, dict[str, Any]] = defaultdict(dict)
        for row in rows:
            names[self.tenant(row)][self.name_of(row)] = row.pk
        found: dict[Any, Assessment] = {}
        for tenant, keys in names.items():
            with acting(tenant, actor=self._actor):
                known = Application.objects.filter(use_case=self.use_case, host__in=keys, deleted_at=None)
                for application in known.select_related("assessment"):
                    if application.host and application.assessment:
                        found[keys[application.host]] = application.assessment
        return found

    def leave(self, row: M) -> None:
        """Take the application of ``row`` out of everybody's sight: the row is about to be deleted."""
        with transaction.atomic(), acting(self.tenant(row), actor=self._actor):
            known = self._held(row)
            if known is not None:
                actions.delete(application_id=known.pk, by=self._actor)

    def name_of(self, row: M) -> str:
        """Under which its application knows ``row``."""
        return f"{self.model._meta.label_lower}:{row.pk}"  # noqa: SLF001 - Django documents it

    def _parts(self, row: M) -> Parts:
        return Parts(*(_as_json(told(row)) for told in (self.record, self.personal, self.monitored)))

    def _in_confidence(self, row: M) -> AbstractContextManager[None]:
        """Nothing that is logged within it, and no exception that leaves it, holds what is personal in ``row``."""
        return personal_words(partial(self._personal_words, row))

    def _personal_words(self, row: M) -> list[str]:
        try:
            return list(words_of(_as_json(self.personal(row)), personal=True))
        except Exception:  # then nobody knows any: what is wrong with it is told where it is asked for
            return []

    @property
    def _actor(self) -> str:
        return f"host:{self.model._meta.label_lower}"  # noqa: SLF001 - as above

    def _held(self, row: M) -> Application | None:
        """Its application, locked until the end of the transaction."""
        return self._applications(row).select_for_update(of=("self",)).first()

    def _applications(self, row: M) -> "models.QuerySet[Application]":
        return Application.objects.filter(use_case=self.use_case, host=self.name_of(row), deleted_at=None)


def assess(
    model: type[M],
    *,
    use_case: str,
    tenant: Callable[[M], UUID],
    record: Callable[[M], Mapping[str, Any]],
    submitted: Callable[[M], bool],
    personal: Callable[[M], Mapping[str, Any]] = lambda _: {},
    monitored: Callable[[M], Mapping[str, Any]] = lambda _: {},
) -> Host[M]:
    """Attach the triggers of the use case ``use_case`` to ``model``.

    ``record`` maps a row to the fields of the use case, where Decimals, dates and moments may stand; ``personal`` to
    what it declares as personal, ``monitored`` to what is kept for looking at fairness alone; ``tenant`` says whose row
    it is. Raises UnknownUseCaseError where the use case takes no applications in.
    """
    intake_named(use_case)
    host = Host(model, use_case, tenant, record, submitted, personal, monitored)

    def about_to_be_saved(*, instance: M, raw: bool = False, **_: Any) -> None:
        if not raw and not _to_be_computed(instance):
            host.check(instance)

    def saved(
        *, instance: M, raw: bool = False, using: str, update_fields: frozenset[str] | None = None, **_: Any
    ) -> None:
        if raw:  # a fixture is loaded: what it refers to may not be there yet
            return
        if update_fields is not None or _to_be_computed(instance):  # the row in memory is not the one that was saved
            instance = model._base_manager.using(using).get(pk=instance.pk)  # noqa: SLF001 - Django documents it
        host.follow(instance)

    def about_to_be_deleted(*, instance: M, **_: Any) -> None:
        host.leave(instance)

    name = f"scorewright.intake.{use_case}"
    for sender in _with_proxies(model):
        pre_save.connect(about_to_be_saved, sender=sender, weak=False, dispatch_uid=name)
        post_save.connect(saved, sender=sender, weak=False, dispatch_uid=name)
        pre_delete.connect(about_to_be_deleted, sender=sender, weak=False, dispatch_uid=name)
    return host


def _with_proxies(model: type[M]) -> list[type[M]]:
    """``model`` and what is made of it: Django tells of a row under the class by which it is saved."""
    return [one for one in apps.get_models() if issubclass(one, model)]


def _to_be_computed(row: models.Model) -> bool:
    """Whether the database alone knows a value of ``row``, as after ``row.amount = F("amount") + 100``."""
    return any(hasattr(value, "resolve_expression") for value in vars(row).values())


def _as_json(values: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in values.items() if value is not None}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date | datetime) else value
