"""What the pages of members and keys ask for."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from unfold.widgets import UnfoldAdminSelectWidget, UnfoldAdminSplitDateTimeWidget, UnfoldAdminTextInputWidget

from scorewright.loop.tenancy.models import Role

ROLES_IN_WORDS = (
    "Admin may do everything, approver may activate models, analyst and auditor read; service is for programs."
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
    field_order = ("name", "role", "expires_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].initial = Role.SERVICE

    def clean_expires_at(self) -> datetime | None:
        moment: datetime | None = self.cleaned_data["expires_at"]
        if moment is not None and moment <= timezone.now():
            raise forms.ValidationError("This moment has passed.")
        return moment
