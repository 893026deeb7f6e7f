"""What was known at a moment, whatever was learnt after it."""

import uuid
from datetime import timedelta

import numpy as np
import pytest
from django.db import connection
from django.utils import timezone

from scorewright.loop.outcomes.actions import report, report_many
from scorewright.loop.outcomes.labelled import without_nested_loops
from scorewright.loop.outcomes.queries import OutcomeUnknownError, labelled, standing, story
from scorewright.loop.outcomes.reports import Report
from scorewright.loop.serving.queries import DecisionNotFoundError
from scorewright.loop.tenancy.actions import create_tenant
from scorewright.loop.tenancy.scope import acting


def say(decision, value, **more) -> None:
    report(decision_id=decision.pk, value=value, by="key:test", **more)


@pytest.fixture
def known(use_case):
    return lambda **asked: labelled(use_case=use_case.name, **{"as_of": timezone.now(), **asked})


def test_labelled__some_decisions__all_arrays_tell_of_the_same_ones(make_decision, make_version, known) -> None:
    version = make_version()
    given = {"probability": 0.25, "model_version": version, "arm": "B", "propensity": 0.4}
    first, second = make_decision(**given), make_decision(days_ago=1.5)
    say(first, "yes")
    say(second, "no", source="investigated", inclusion_probability=0.25)
    make_decision()
    found = known()
    assert (len(found), found.decision_ids.tolist()) == (2, sorted([first.pk, second.pk]))
    place = found.decision_ids.tolist().index(first.pk)
    assert (found.labels[place], found.probabilities[place], found.weights[place]) == (1, 0.25, 1.0)
    assert (found.arms[place], found.propensities[place]) == ("B", 0.4)
    assert (found.version_ids[place], found.at[place]) == (version.pk, first.at)
    other = 1 - place
    assert (found.labels[other], found.weights[other], found.arms[other]) == (0, 4.0, "")
    assert (found.version_ids[other], found.propensities[other]) == (None, 1.0)
    assert {array.dtype for array in (found.probabilities, found.weights, found.propensities)} == {np.dtype("float64")}


def test_labelled__nothing_known__empty_arrays(make_decision, known) -> None:
    make_decision()
    found = known()
    assert (len(found), found.labels.dtype, found.propensities.dtype) == (0, np.int64, np.float64)


def test_labelled__learnt_later__is_not_in_an_answer_about_before(make_decision, known, clock) -> None:
    early, late = make_decision(days_ago=3), make_decision(days_ago=3)
    say(early, "no")
    cut_off = clock.forward(hours=1)
    before = known(as_of=cut_off)
    clock.forward(hours=1)
    say(late, "yes")
    say(early, "yes", source="corrected", reason="mixed up")
    assert known(as_of=cut_off).decision_ids.tolist() == before.decision_ids.tolist() == [early.pk]
    assert known(as_of=cut_off).labels.tolist() == [0]
    assert known().labels.tolist() == [1, 1]


def test_labelled__window_open__no_negative_and_in_no_matured_cohort(make_decision, known, clock) -> None:
    positive, negative, derived = (make_decision(days_ago=0.5) for _ in range(3))
    say(positive, "yes")
    say(negative, "no")
    say(derived, "yes", source="derived")
    assert len(known()) == 0
    assert known(matured_only=False).decision_ids.tolist() == [positive.pk]
    clock.forward(days=1)
    assert sorted(known().labels.tolist()) == [0, 1, 1]


def test_labelled__version_and_days__only_those(make_decision, make_version, known) -> None:
    version = make_version()
    old, new = make_decision(days_ago=4, model_version=version), make_decision(days_ago=2, model_version=version)
    fallback = make_decision(days_ago=2)
    for decision in (old, new, fallback):
        say(decision, "no")
    assert set(known(version_id=version.pk).decision_ids) == {old.pk, new.pk}
    assert set(known(since=new.at).decision_ids) >= {new.pk}
    assert old.pk not in known(since=new.at).decision_ids
    assert known(until=new.at).decision_ids.tolist() == [old.pk]
    assert len(known(version_id=uuid.uuid4())) == 0


def test_labelled__somebody_still_writes_at_that_moment__waits_for_them(tenant_id, use_case, decided) -> None:
    """Without waiting, the row would be missing now and be there when the same is asked again."""
    from concurrent.futures import ThreadPoolExecutor
    from threading import Event

    (decision,) = decided(1)
    wrote, asked = Event(), Event()

    def write() -> None:
        try:
            with acting(tenant_id, actor="user:test"):
                say(decision, "no")
                wrote.set()
                asked.wait(0.5)  # what asks cannot tell that it waits
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(write)
        assert wrote.wait(20)
        cut_off = timezone.now()
        with acting(tenant_id, actor="user:test"):
            found = labelled(use_case=use_case.name, as_of=cut_off)
        asked.set()
        writing.result()
    assert found.decision_ids.tolist() == [decision.pk]


def test_labelled__another_tenants__not_there(tenant_id, use_case, decided) -> None:
    (decision,) = decided(1)
    with acting(tenant_id, actor="user:test"):
        say(decision, "no")
        assert len(labelled(use_case=use_case.name, as_of=timezone.now())) == 1
    slug = f"t-{uuid.uuid4().hex[:12]}"
    with acting(create_tenant(slug=slug, name=slug, by="test").id, actor="user:other"):
        assert len(labelled(use_case=use_case.name, as_of=timezone.now())) == 0


def test_labelled__only_some_looked_into__weights_give_the_precision_that_all_would(make_decision, known) -> None:
    """Defect F18: counting what nobody looked into as negative tells a precision that is far too low.

    Whoever is scored high is looked into more often than others, so that without weights it would be too high.
    """
    rng = np.random.default_rng(18)
    probabilities = rng.uniform(0.5, 1.0, 1_500)
    fraud = rng.random(1_500) < probabilities - 0.3
    chances = np.where(probabilities > 0.8, 0.8, 0.2)
    looked_into = rng.random(1_500) < chances
    decisions = [make_decision(probability=float(probability)) for probability in probabilities]
    reports = [
        Report(
            decision_id=decision.pk,
            value="yes" if bad else "no",
            source="investigated",
            inclusion_probability=float(chance),
        )
        for decision, bad, chance, chosen in zip(decisions, fraud, chances, looked_into, strict=True)
        if chosen
    ]
    report_many(reports=reports, by="key:test")
    found = known()
    weighted = np.average(found.labels, weights=found.weights)
    spread = np.sqrt(np.sum((found.weights * (found.labels - weighted)) ** 2)) / found.weights.sum()
    assert abs(weighted - fraud.mean()) < 1.96 * spread
    assert abs(found.labels.mean() - fraud.mean()) > 1.96 * spread
    assert abs(found.labels.sum() / 1_500 - fraud.mean()) > 1.96 * spread


def test_story__at_moments__what_stood_then(matured, clock) -> None:
    before = timezone.now()
    clock.forward(hours=1)
    say(matured, "no")
    between = clock.forward(hours=1)
    clock.forward(hours=1)
    say(matured, "yes", source="corrected", reason="mixed up")
    with pytest.raises(OutcomeUnknownError, match="nothing was known at"):
        story(matured.pk, as_of=before)
    assert story(matured.pk, as_of=between).standing.value == "no"
    told = story(matured.pk, as_of=timezone.now() + timedelta(seconds=1))
    assert [said.value for said in told.statements] == ["no", "yes"]
    assert (told.standing.value, told.standing.state) == ("yes", "revised")


def test_story__unknown_decision__not_found(tenant) -> None:
    with pytest.raises(DecisionNotFoundError):
        story(uuid.uuid4(), as_of=timezone.now())


def test_standing__read_row_by_row__planned_for_all_of_them(tenant, use_case) -> None:
    """With the plan for the first tenth, 20,000 rows took half a minute and not half a second."""
    standing(use_case=use_case.name, as_of=timezone.now())
    with connection.cursor() as cursor:
        assert cursor.execute("SHOW cursor_tuple_fraction").fetchone() == ("1",)


def test_labelled__rows_that_nobody_has_counted__are_not_looked_up_one_among_all(make_decision, use_case) -> None:
    """Until PostgreSQL analyses new rows it takes them for one: 30,000 took three minutes, and not half a second."""
    say(make_decision(), "yes")
    with without_nested_loops():
        plan = standing(use_case=use_case.name, as_of=timezone.now()).select_related("decision").explain()
    assert "Nested Loop" not in plan
    with connection.cursor() as cursor:
        assert cursor.execute("SHOW enable_nestloop").fetchone() == ("on",)
