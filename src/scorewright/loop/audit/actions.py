import json
from collections.abc import Mapping

from django.core.serializers.json import DjangoJSONEncoder

from scorewright.loop.audit.models import Entry


def record(*, action: str, subject: str, content: Mapping[str, object]) -> Entry:
    """Put an act that changes no audited row in the trail, in the name of the scope's actor.

    Raises ValueError when ``content`` holds NaN or infinity, TypeError when JSON has no form for it.
    """
    text = json.dumps(content, cls=DjangoJSONEncoder, allow_nan=False, sort_keys=True)
    return Entry.objects.create(action=action, subject=subject, content=text)
