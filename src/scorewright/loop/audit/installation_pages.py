"""The admin pages of the installation's own trail: what happened to accounts. For superusers."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from scorewright.loop.audit import queries
from scorewright.loop.audit.chain import Verification
from scorewright.loop.audit.entry_in_words import in_words
from scorewright.loop.audit.models import Entry
from scorewright.loop.tenancy.models import User
from scorewright.loop.tenancy.scope import as_operator

ENTRIES_A_PAGE = 100


@dataclass(frozen=True)
class Line:
    """``account`` is its name today, or the entry's subject where it is gone."""

    entry: Entry
    account: str
    content: str


def trail(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """The entries, the newest first; ``q`` looks for text in them, ``p`` is the number of the page."""
    _require_superuser(request)
    wanted = request.GET.get("q", "").strip()
    with as_operator():
        page = Paginator(_entries(wanted), ENTRIES_A_PAGE).get_page(request.GET.get("p"))
        lines = _lines(page)
    context = {**site.each_context(request), "title": "Changes of accounts", "page": page, "lines": lines, "q": wanted}
    return TemplateResponse(request, "admin/audit/installation.html", context)


def verify(site: AdminSite, request: HttpRequest) -> HttpResponse:
    """Compute the chain again, and say on the trail's page what came of it."""
    _require_superuser(request)
    with as_operator():
        found = queries.verify()
    tell(request, found)
    return HttpResponseRedirect(reverse("admin:installation_trail"))


def tell(request: HttpRequest, found: Verification) -> None:
    """What ``found`` says, as messages on the next page."""
    for fault in found.faults:
        messages.error(request, f"✗ Entry {fault.sequence}: {fault.message}")
    if not found.faults:
        messages.success(request, f"✓ All {found.entries:,} entries are as they were written. Head: {found.head}")


def _require_superuser(request: HttpRequest) -> None:
    if not isinstance(request.user, User) or not request.user.is_superuser:
        raise PermissionDenied


def _entries(wanted: str) -> QuerySet[Entry]:
    found = Entry.objects.order_by("-sequence")
    if not wanted:
        return found
    accounts = [f"user:{pk}" for pk in User.objects.filter(username__icontains=wanted).values_list("pk", flat=True)]
    in_text = Q(actor__icontains=wanted) | Q(action__icontains=wanted) | Q(content__icontains=wanted)
    return found.filter(in_text | Q(subject__in=accounts))


def _lines(page: Page[Entry]) -> list[Line]:
    entries = list(page.object_list)
    ids = {entry.subject.removeprefix("user:") for entry in entries}
    people = User.objects.filter(pk__in=[int(one) for one in ids if one.isdecimal()])
    names = {f"user:{pk}": name for pk, name in people.values_list("pk", "username")}
    return [Line(entry, names.get(entry.subject, entry.subject), in_words(entry.content)) for entry in entries]
