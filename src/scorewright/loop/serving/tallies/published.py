"""The tallies of this process, where all processes of this machine keep theirs."""

from functools import cache

from django.conf import settings

from scorewright.loop.serving.tallies.tallies import TALLIES
from scorewright.loop.serving.tallies.tally_files import TallyFiles


@cache
def published_tallies() -> TallyFiles:
    """One for the process: its ``flush`` is called about once a second, and its ``total`` when somebody asks."""
    return TallyFiles(settings.TALLIES, TALLIES)
