"""Members of the tenant at hand: add, change role, remove."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from scorewright.loop.tenancy import actions
from scorewright.loop.tenancy.access_forms import MemberForm, NothingToAsk, RoleForm
from scorewright.loop.tenancy.models import Membership, User
from scorewright.loop.tenancy.scope import current_scope
from scorewright.loop.tenancy.tenant_admin import TenantAdmin, verb
from scorewright.loop.tenancy.verb_page import Act, verb_page


class MembershipAdmin(TenantAdmin):
    list_display = ("user", "role", "created_at")
    list_filter = ("role",)
    list_select_related = ("user",)
    search_fields = ("user__username", "user__email")
    fields = ("user", "role", "created_at")
    actions_list = ("add",)
    actions_detail = ("change_role", "remove")

    @verb(description="Add a member", icon="person_add", permission="admin")
    def add(self, request: HttpRequest) -> HttpResponse:
        return self._verb(request, MemberForm(request.POST or None), _add, title="Add a member", button="Add")

    @verb(description="Change role", icon="badge", permission="admin")
    def change_role(self, request: HttpRequest, object_id: str) -> HttpResponse:
        member: Membership = self.row(request, object_id)
        form = RoleForm(request.POST or None, initial={"role": member.role})
        title = f"Change the role of {member.user}"
        return self._verb(request, form, lambda given: _change(member, given), title=title, button="Change")

    @verb(description="Remove", icon="person_remove", permission="admin")
    def remove(self, request: HttpRequest, object_id: str) -> HttpResponse:
        member: Membership = self.row(request, object_id)
        form = NothingToAsk(request.POST if request.method == "POST" else None)
        title = f"Remove {member.user} from this tenant"
        return self._verb(request, form, lambda _: _remove(member), title=title, button="Remove", dangerous=True)

    def _verb(self, request: HttpRequest, form: forms.Form, act: Act, **page: Any) -> HttpResponse:
        back = reverse("admin:tenancy_membership_changelist")
        return verb_page(self.admin_site, request, form, act, back=back, opts=self.opts, **page)


def _add(given: dict[str, Any]) -> str:
    user = User.objects.filter(username=given["username"]).first()
    if user is None:
        raise ValidationError(f"Nobody has the username {given['username']!r}.")
    if Membership.objects.filter(user=user).exists():
        raise ValidationError(f"{user} is a member already.")
    actions.add_member(user=user, role=given["role"], by=current_scope().actor)
    return f"{user} is a member now: {given['role']}."


def _change(member: Membership, given: dict[str, Any]) -> str:
    actions.change_role(membership=member, role=given["role"], by=current_scope().actor)
    return f"{member.user} is {given['role']} now."


def _remove(member: Membership) -> str:
    actions.remove_member(membership=member, by=current_scope().actor)
    return f"{member.user} is no member any more."
