"""The audit trail, to read and to verify."""

import json

from django.contrib import admin
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from scorewright.loop.audit import queries
from scorewright.loop.audit.entry_in_words import in_short
from scorewright.loop.audit.installation_pages import tell
from scorewright.loop.audit.models import Entry
from scorewright.loop.tenancy.moment_filter import MomentFilter
from scorewright.loop.tenancy.tenant_admin import TenantAdmin, verb


@admin.register(Entry)
class EntryAdmin(TenantAdmin):
    list_display = ("sequence", "at", "actor", "action", "subject", "short_content")
    list_filter = ("action", "actor", ("at", MomentFilter))
    search_fields = ("actor", "action", "subject", "content")
    fields = ("sequence", "at", "actor", "action", "subject", "pretty_content", "previous_hash", "hash")
    readonly_fields = ("pretty_content",)
    actions_list = ("verify",)

    @admin.display(description="content")
    def short_content(self, entry: Entry) -> str:
        return in_short(entry.content)

    @admin.display(description="content")
    def pretty_content(self, entry: Entry) -> SafeString:
        try:
            text = json.dumps(json.loads(entry.content), indent=2, ensure_ascii=False)
        except ValueError:
            text = entry.content
        return format_html("<pre class='sw-code'>{}</pre>", text)

    @verb(description="Verify the chain", icon="verified")
    def verify(self, request: HttpRequest) -> HttpResponse:
        tell(request, queries.verify())
        return HttpResponseRedirect(reverse("admin:audit_entry_changelist"))
