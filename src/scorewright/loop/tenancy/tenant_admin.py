"""Admin pages on the rows of a tenant: what a person may see and do there follows from their role."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from unfold.decorators import action

from scorewright.loop.tenancy.models import Role
from scorewright.loop.tenancy.scope import NoTenantError, Scope, current_scope

if TYPE_CHECKING:
    from django.contrib.admin import ModelAdmin

    UnfoldAdmin = ModelAdmin[Any]  # unfold ships no types: what it adds to Django's class is said below
else:
    from unfold.admin import ModelAdmin as UnfoldAdmin

Verb = Callable[..., HttpResponse]
READERS = (Role.ADMIN, Role.ANALYST, Role.APPROVER, Role.AUDITOR)


def scope_if_any() -> Scope | None:
    """The scope of this request, or None while its person has not chosen a tenant."""
    try:
        return current_scope()
    except NoTenantError:
        return None


def may(request: HttpRequest, *roles: Role) -> bool:
    """Whether the person of this request has one of ``roles`` in the tenant at hand; a superuser has them all."""
    scope = scope_if_any()
    return scope is not None and (bool(request.user.is_superuser) or scope.role in roles)


def verb(*, description: str, icon: str, permission: str | None = None) -> Callable[[Verb], Verb]:
    """A write's button and address on a ``TenantAdmin``; ``permission`` is admin, approve, train or, None, to read."""
    decorate = action(description=description, icon=icon, permissions=[permission or "view"])
    return cast("Callable[[Verb], Verb]", decorate)


class TenantAdmin(UnfoldAdmin):
    """All people of the tenant read; nothing is edited in place.

    A write is a ``verb`` with a page of its own: above the list, or above one row.
    """

    actions = None
    actions_list: Sequence[str] = ()
    actions_detail: Sequence[str] = ()
    show_full_result_count = False
    list_filter_submit = True

    def row(self, request: HttpRequest, object_id: str) -> Any:
        """The row with this id. Raises Http404: it is not there, or another tenant's."""
        found = self.get_object(request, object_id)
        if found is None:
            raise Http404(f"no {self.opts.verbose_name} has the id {object_id}")
        return found

    def is_over(self, row: Any) -> bool:
        """Whether nothing can be done about this row any more: then its page has no buttons."""
        return False

    def get_actions_detail(self, request: HttpRequest, object_id: str) -> list[Any]:
        row, unfold = self.get_object(request, object_id), cast("Any", super())
        found: list[Any] = unfold.get_actions_detail(request, object_id)
        return [] if row is not None and self.is_over(row) else found

    def has_module_permission(self, request: HttpRequest) -> bool:
        return may(request, *READERS)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request, *READERS)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_admin_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request, Role.ADMIN)

    def has_approve_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request, Role.ADMIN, Role.APPROVER)

    def has_train_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may(request, Role.ADMIN, Role.ANALYST)
