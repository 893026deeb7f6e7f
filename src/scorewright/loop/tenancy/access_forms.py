"""What the pages of members and keys ask for."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminSplitDateTimeWidget, UnfoldAdminTextInputWidget

from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.queries import active_members

ROLES_IN_WORDS = (
    "Admin may do everything, approver may activate models, analyst and auditor read; service is for programs, "
    "applicant for those who apply and see what is theirs."
)


class NothingToAsk(forms.Form):
    """A verb that only wants to be confirmed."""


class RoleForm(forms.Form):
    role = forms.TypedChoiceField(
        choices=Role.choices, coerce=Role, widget=UnfoldAdminSelectWidget(), help_text=ROLES_IN_WORDS
    )


class MemberForm(RoleForm):
    username = forms.CharField(max_length=150, widget=UnfoldAdminTextInputWidget())
    field_order = ("username", "role")


class KeyForm(RoleForm):
    name = forms.CharField(
        max_length=100, widget=UnfoldAdminTextInputWidget(), help_text="Who will use it, and for what."
    )
    expires_at = forms.SplitDateTimeField(
        required=False, widget=UnfoldAdminSplitDateTimeWidget(), label="Expires at (UTC)", help_text="Empty: never."
    )
    username = forms.CharField(
        required=False,
        max_length=150,
        widget=UnfoldAdminTextInputWidget(),
        help_text="The member for whom it speaks; an applicant's key must name one.",
    )
    field_order = ("name", "role", "username", "expires_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].initial = Role.SERVICE

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        username = given.pop("username", "")
        given["user"] = active_members().filter(username=username).first() if username else None
        if username and given["user"] is None:
            raise forms.ValidationError(f"No active member has the username {username!r}.")
        if given.get("role") == Role.APPLICANT and given["user"] is None:
            raise forms.ValidationError("An applicant's key must name the person for whom it speaks.")
        return given

    def clean_expires_at(self) -> datetime | None:
        moment: datetime | None = self.cleaned_data["expires_at"]
        if moment is not None and moment <= timezone.now():
            raise forms.ValidationError("This moment has passed.")
        return moment
