"""Who may train, and who may look."""

from scorewright.loop.tenancy.models import Role

TRAINERS = (Role.ADMIN, Role.ANALYST)
READERS = (*TRAINERS, Role.APPROVER, Role.AUDITOR, Role.SERVICE)
