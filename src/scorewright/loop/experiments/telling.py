"""People are told of a winner, of a split that is broken, and of the end."""

from scorewright.declare.catalogue import use_case_named
from scorewright.loop.experiments.models import Experiment, Look
from scorewright.loop.notifications.actions import notify

BY_ITSELF = "ab_winner"


def tell_of_look(experiment: Experiment, found: Look) -> None:
    """Once for each experiment, where a look found a winner or a broken sample ratio for the first time."""
    if found.outcome == "winner":
        concluded = experiment.watched and use_case_named(experiment.use_case).activation.mode == BY_ITSELF
        waits = "the daily look will conclude it" if concluded else "it needs review"
        _notify("experiment.winner", f"{experiment.title}: {found.winner} is better; {waits}", found.words, experiment)
    elif found.outcome == "sample_ratio_broken":
        _notify("experiment.broken", f"{experiment.title}: the split is not as planned", found.words, experiment)


def tell_of_end(experiment: Experiment) -> None:
    title = f"{experiment.title} was {experiment.get_state_display().lower()}"
    _notify("experiment.ended", title, experiment.conclusion, experiment)


def _notify(event: str, title: str, words: str, experiment: Experiment) -> None:
    activation = experiment.activation
    notify(
        event=event,
        title=title,
        message=words,
        data={
            "use_case": experiment.use_case,
            "experiment_id": str(experiment.pk),
            "state": experiment.state,
            "promoted": None if activation is None else activation.version.label,
            "by": experiment.ended_by or None,
        },
    )
