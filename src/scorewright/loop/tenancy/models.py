import uuid

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models

from scorewright.loop.tenancy.scope import current_tenant_id


class Role(models.TextChoices):
    ADMIN = "admin"
    ANALYST = "analyst"
    APPROVER = "approver"
    AUDITOR = "auditor"
    SERVICE = "service"
    APPLICANT = "applicant"


class User(AbstractUser):
    """A person; what they may do is said by their memberships, one for each tenant."""


class Tenant(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    slug = models.SlugField(unique=True)
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("slug",)

    def __str__(self) -> str:
        return self.slug


class TenantModel(models.Model):
    """Rows of one tenant. The table's migration must also name it in a ``RowSecurity``: a system check insists."""

    tenant = models.ForeignKey(
        Tenant, on_delete=models.PROTECT, editable=False, default=current_tenant_id, related_name="+"
    )

    class Meta:
        abstract = True


class Membership(TenantModel):
    # Protected, since a cascade would not reach the memberships in tenants that are out of sight.
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("created_at",)
        constraints = (
            models.UniqueConstraint(fields=("tenant", "user"), name="one_membership_per_tenant"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="membership_role_is_known"),
        )

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"


class ApiKey(TenantModel):
    """The key itself is shown once, when it is issued; kept are its hash and its first characters.

    ``user`` is the person for whom it speaks, where it is somebody's own.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=100)
    role = models.CharField(max_length=20, choices=Role)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    prefix = models.CharField(max_length=8, editable=False)
    secret_hash = models.CharField(max_length=64, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = "API key"
        ordering = ("-created_at",)
        constraints = (
            models.UniqueConstraint(fields=("tenant", "secret_hash"), name="one_key_per_secret"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="key_role_is_known"),
        )
        indexes = (models.Index(fields=("tenant", "prefix"), name="key_by_prefix"),)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
