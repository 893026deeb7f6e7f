"""The hand that moves the clock of a simulation, from outside its service."""

from datetime import datetime, timedelta
from pathlib import Path

from django.utils import timezone

from scorewright.project.embedded.new_file import replace
from scorewright.project.simulation.clock import seconds_in


class ClockHand:
    """Sets the clock whose file is at ``path``; in a process whose own clock is the machine's."""

    def __init__(self, path: Path, starts_at: datetime) -> None:
        self._path = path
        replace(path, str(_ahead(starts_at)))

    def set_to(self, moment: datetime) -> datetime:
        """What the service's clock says from now on: ``moment``, or later where it is later there already."""
        before, wanted = seconds_in(self._path), _ahead(moment)
        if wanted <= before:
            return timezone.now() + timedelta(seconds=before)
        replace(self._path, str(wanted))
        return moment


def _ahead(moment: datetime) -> float:
    return (moment - timezone.now()).total_seconds()
