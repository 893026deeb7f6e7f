"""Reads of the scope's trail: its tenant's or, inside ``as_operator``, the installation's own."""

from scorewright.loop.audit.chain import Head, Verification, verified
from scorewright.loop.audit.models import Entry


def head() -> Head | None:
    """The last entry, to be noted down outside of the database; None while there is none."""
    last = Entry.objects.order_by("-sequence").first()
    return Head(last.sequence, last.hash) if last else None


def verify(*, expected_head: Head | None = None) -> Verification:
    """Whether the trail is as it was written; with a head noted earlier, also whether its end is still there."""
    return verified(Entry.objects.order_by("sequence").iterator(), expected_head=expected_head)
