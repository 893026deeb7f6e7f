"""Who may come in: people, their memberships in the tenant at hand, and its keys."""

from django.contrib import admin
from django.contrib.auth.models import Group

from scorewright.loop.tenancy.keys_admin import ApiKeyAdmin
from scorewright.loop.tenancy.members_admin import MembershipAdmin
from scorewright.loop.tenancy.models import ApiKey, Membership, User
from scorewright.loop.tenancy.people_admin import PeopleAdmin

admin.site.unregister(Group)  # what people may do follows from roles alone
admin.site.register(User, PeopleAdmin)
admin.site.register(Membership, MembershipAdmin)
admin.site.register(ApiKey, ApiKeyAdmin)
