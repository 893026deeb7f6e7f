"""Random walks of one application: whatever happens to it in which order, each state that counts is scored once."""

from collections import Counter
from contextlib import suppress
from datetime import timedelta
from random import Random
from uuid import UUID

import pytest

from scorewright.loop.intake import actions
from scorewright.loop.intake.accepting import Parts, intake_of
from scorewright.loop.intake.assessing.actions import trigger_assessment
from scorewright.loop.intake.assessing.claiming import claim, free_stale
from scorewright.loop.intake.models import Application, Assessment
from scorewright.loop.intake.refusals import AlreadyAssessedError
from scorewright.loop.intake.statuses import Status
from scorewright.loop.serving.models import Decision

DISTANCES = (0.0, 100.0, 104.0, 108.0, 115.0, 200.0)
STEPS = 25
BY = "user:test"


class Walk:
    """One application, and what may happen to it; ``forced`` are the assessments that somebody asked for once more."""

    def __init__(self, office, application: Application, rng: Random) -> None:
        self.office, self.pk, self.rng = office, application.pk, rng
        self.forced = set[UUID]()

    def change(self) -> None:
        record = {"distance": self.rng.choice(DISTANCES)}
        actions.update(application_id=self.pk, changes=Parts(record=record), by=BY)

    def hand_in_again(self) -> None:
        actions.move(application_id=self.pk, status=Status.NEEDS_INFO, by=BY)
        self.change()
        actions.submit(application_id=self.pk, by=BY)

    def trigger(self) -> None:
        with suppress(AlreadyAssessedError):
            trigger_assessment(application_id=self.pk, by=BY)

    def force(self) -> None:
        asked = trigger_assessment(application_id=self.pk, force=True, by=BY)
        if asked.cause == "forced":
            self.forced.add(asked.pk)

    def make_one(self) -> None:
        self.office.drain(most=1, seconds=0)

    def lose_a_worker(self) -> None:
        """Unless the same one was lost before: after three times it would have failed."""
        if not Assessment.objects.filter(freed__gt=0, due_at__isnull=False).exists():
            claim("late_delivery", 1)
            free_stale(older_than=timedelta(seconds=-1))

    def step(self) -> None:
        acts = (self.change, self.change, self.hand_in_again, self.trigger, self.force, self.lose_a_worker)
        chosen = self.rng.choice((*acts, self.make_one))
        if chosen == self.make_one:
            chosen()
        else:
            self.office.do(chosen)


@pytest.mark.parametrize("seed", range(4))
def test_walk__in_the_end_each_state_is_scored_once_and_the_right_one_speaks(office, apply, seed) -> None:
    walk = Walk(office, office.do(lambda: apply(record={"distance": 100.0})), Random(seed))  # noqa: S311 - chance
    for _ in range(STEPS):
        walk.step()
    office.drain()
    with office.acting():
        assessments = list(Assessment.objects.all())
        assert {one.processing_status for one in assessments} == {"COMPLETED"}
        assert Decision.objects.count() == len(assessments) == len({one.decision_id for one in assessments})
        by_state = Counter(one.state_hash for one in assessments if one.cause != "forced")
        assert set(by_state.values()) == {1}
        assert {one.pk for one in assessments if one.cause == "forced"} == walk.forced
        application = Application.objects.select_related("assessment").get(pk=walk.pk)
        assert application.assessment is not None
        assert not intake_of(office.use_case).changed(application.assessment.record, application.record)
