"""Every event that there is, in one table: its name, when it comes, and what its data hold."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """``data`` names the keys that a receiver may look for; one that has no value is left out or null."""

    name: str
    when: str
    data: tuple[str, ...]


_TRAINED = ("use_case", "best_model_id", "versions", "refused", "verdict", "training_run", "job_id")
_LOST = ("use_case", "version", "former", "drop", "low", "high", "reason", "version_id")
_EXPERIMENT = ("use_case", "experiment_id", "state", "promoted", "by")
_DECIDES = ("use_case", "version", "replaced", "by", "reason", "version_id")
_ASSESSED = (
    *("use_case", "reference_number", "score", "category", "risk_level", "confidence", "needs_manual_review"),
    *("reasons", "assigned_analyst", "application_id", "assessment_id"),
)
ALL = (
    Event("training.completed", "a training has ended well", _TRAINED),
    Event("training.failed", "a training has ended without a version", ("use_case", "error", "job_id")),
    Event("training.needs_review", "a training has ended well, and its best version waits for a person", _TRAINED),
    Event("job.failed", "a job has failed for good", ("job_id", "kind", "error")),
    Event("model.activated", "another version decides from now on", _DECIDES),
    Event("model.rolled_back", "an earlier version decides once more", _DECIDES),
    Event("guard.rolled_back", "a guard has put the former version back, since the new one lost too much", _LOST),
    Event("guard.alerted", "a guard has found that the new version lost too much, and leaves it to people", _LOST),
    Event("experiment.winner", "a look at an experiment finds a winner, for the first time", _EXPERIMENT),
    Event("experiment.broken", "a look finds that arms do not have their shares, for the first time", _EXPERIMENT),
    Event("experiment.ended", "an experiment was stopped, or its traffic plan was ended under it", _EXPERIMENT),
    Event(
        "assessment.completed",
        "an application that has an analyst is assessed; it is for that person alone, and names nobody who applied",
        _ASSESSED,
    ),
    Event(
        "alert.raised",
        "an alert is opened, or becomes critical; not when it is only counted once more",
        ("alert_id", "kind", "subject", "severity"),
    ),
    Event("channel.test", "somebody tests a channel; only that channel gets it", ("channel_id", "channel")),
)
EVENTS = {event.name: event for event in ALL}


class UnknownEventError(ValueError):
    """No event has this name: one that is new is added to the table above."""


def event_named(name: str) -> Event:
    """The event with this name. Raises UnknownEventError."""
    try:
        return EVENTS[name]
    except KeyError:
        raise UnknownEventError(f"no event is called {name!r}; there are {', '.join(EVENTS)}") from None


def is_wanted(event: str, patterns: Iterable[str]) -> bool:
    """Whether one of ``patterns`` is the event's name or, with a full stop at its end, what the name begins with.

    No pattern at all wants every event.

    >>> is_wanted("training.failed", ["model.activated", "training."]), is_wanted("training.failed", ["training"])
    (True, False)
    >>> is_wanted("alert.raised", [])
    True
    """
    given = tuple(patterns)
    return not given or any(_matches(event, pattern) for pattern in given)


def fits_something(pattern: str) -> bool:
    """Whether at least one event fits ``pattern``.

    >>> fits_something("job."), fits_something("job.finished"), fits_something(".")
    (True, False, False)
    """
    return any(_matches(name, pattern) for name in EVENTS)


def _matches(event: str, pattern: str) -> bool:
    return event == pattern or (pattern.endswith(".") and event.startswith(pattern))
