import json
import uuid
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import replace
from threading import Lock

import numpy as np
import pytest
from django.db import connection

from scorewright.declare.training import FeatureSelection, Training, Tuning
from scorewright.loop.tenancy.actions import create_tenant
from scorewright.loop.tenancy.scope import acting
from scorewright.loop.training.actions import train
from scorewright.loop.training.cross_validation import cross_validate
from scorewright.loop.training.models import Trial as TrialRow
from scorewright.loop.training.models import TrialState
from scorewright.loop.training.processes.ground import Ground, held, hold
from scorewright.loop.training.processes.workers import workers
from scorewright.loop.training.search.keeping import InMemory, Keeper
from scorewright.loop.training.search.trial_rows import InDatabase
from scorewright.loop.training.search.tuning import Tuned, digest, search_for, tune, with_best
from scorewright.loop.training.steps import Step
from scorewright.science.learners.training import train as train_model
from scorewright.science.metrics.report import evaluate
from scorewright.science.splits import stratified
from scorewright.science.table import Column, Table
from scorewright.science.tuning.search import Proposal

LEARNERS = ("logistic_regression", "decision_tree")


class Inline(Executor):
    """Trials are made where they are asked for; ``tried`` counts them."""

    def __init__(self) -> None:
        self.tried = 0

    def submit(self, fn, /, *args, **kwargs):  # type: ignore[no-untyped-def]  # as Executor has it
        self.tried += 1
        future: Future[object] = Future()
        future.set_result(fn(*args, **kwargs))
        return future


def ground_of(rows: int = 300, seed: int = 1, **changes: object) -> Ground:
    rng = np.random.default_rng(seed)
    cells = {f"x{place}": rng.normal(size=rows) for place in range(4)}
    chances = 1 / (1 + np.exp(-1.5 * cells["x0"] - cells["x1"] * cells["x2"]))
    y = (rng.random(rows) < chances).astype(np.int64)
    plan = Training(learners=LEARNERS, tuning=Tuning(method="bayesian", iterations=12))
    folds = stratified.folds(y, 3, rng)
    table = Table(tuple(Column(name) for name in cells), cells)
    return Ground(table, y, folds, replace(plan, **changes), 0.5)  # type: ignore[arg-type]


Tune = Callable[..., Mapping[str, Tuned]]


@pytest.fixture
def tuned() -> Iterator[Tune]:
    """A search in this process."""

    def search(ground: Ground, keeper: Keeper | None = None, pool: Inline | None = None, **given: object):
        hold(ground)
        told = given.pop("on_trial", lambda done, total: None)
        names = ground.plan.learners
        return tune(pool or Inline(), ground, names, keeper=keeper or InMemory(), processes=1, on_trial=told, **given)

    yield search
    hold(None)


def test_tune__best_of_each_learner__is_what_cross_validation_says_of_it(tuned: Tune, use_case) -> None:
    """The score of a trial is that of the whole pipeline: encoding once for all trials changes nothing."""
    ground = ground_of(selection=FeatureSelection(method="tree_based"))
    found = tuned(ground)
    with workers(processes=1) as pool:
        validated = cross_validate(
            pool,
            ground.table,
            ground.labels,
            ground.folds,
            learners=LEARNERS,
            plan=with_best(ground.plan, found),
            decision=use_case.decision,
            on_fit=lambda: None,
        )
    for name in LEARNERS:
        best = found[name].best
        assert best is not None
        assert validated[name].folds == best.folds
        assert best.score >= found[name].trials[0].score


def test_tune__threshold_metric_and_calibration__scored_calibrated(tuned: Tune) -> None:
    plain = tuned(ground_of(target_metric="brier", learners=("decision_tree",)))["decision_tree"].trials[0]
    ground = ground_of(target_metric="brier", learners=("decision_tree",), calibration="platt")
    calibrated = tuned(ground)["decision_tree"].trials[0]
    assert calibrated.folds != plain.folds


def test_tune__several_processes__the_same_trials(tuned: Tune) -> None:
    ground = ground_of()
    with workers(ground, processes=2) as pool:
        found = tune(pool, ground, LEARNERS, keeper=InMemory(), processes=2, on_trial=lambda done, total: None)
    assert found == tuned(ground)


def test_tune__no_ground_in_the_pool__says_so() -> None:
    with pytest.raises(RuntimeError, match=r"make it with workers\(ground\)"):
        held()


def test_tune__progress__told_of_every_trial_and_stopped_by_what_it_raises(tuned: Tune) -> None:
    told: list[tuple[int, int]] = []
    tuned(ground_of(), on_trial=lambda done, total: told.append((done, total)))
    assert told[-1] == (24, 24)
    assert [done for done, _ in told] == sorted(done for done, _ in told)
    pool = Inline()

    def stop(done: int, total: int) -> None:
        if done >= 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tuned(ground_of(), pool=pool, on_trial=stop)
    assert pool.tried <= 5


def test_tune__seconds_over__begins_no_trial_and_keeps_what_was_found(tuned: Tune) -> None:
    moments = iter([0.0, 1.0, 2.0, *[100.0] * 100])
    pool = Inline()
    ground = ground_of(tuning=Tuning(method="random", iterations=50, seconds=10))
    found = tuned(ground, pool=pool, clock=lambda: next(moments))
    assert 1 <= pool.tried <= 4
    assert sum(len(one.trials) for one in found.values()) == pool.tried
    with_best(ground.plan, found)


def test_tune__learner_that_cannot_be_fitted__its_trials_say_why_and_the_plan_stays(tuned: Tune) -> None:
    ground = ground_of(selection=FeatureSelection(method="manual", names=("age",)), learners=("decision_tree",))
    one = tuned(ground)["decision_tree"]
    assert one.best is None
    assert {trial.ending for trial in one.trials} == {"failed"}
    assert "there is no feature age" in one.trials[0].reason
    assert with_best(ground.plan, {"decision_tree": one}) == ground.plan


def test_search_for__parameters_of_the_plan__are_not_searched() -> None:
    plan = Training(early_stopping_rounds=10, parameters={"xgboost": {"max_depth": 2}}, tuning=Tuning(method="grid"))
    space = search_for(plan, "xgboost").space
    assert not {"max_depth", "early_stopping_rounds"} & set(space)
    assert "learning_rate" in space


@pytest.mark.parametrize(("metric", "searched"), [("roc_auc", False), ("f1", True)])
def test_search_for__class_weights__only_where_the_level_of_a_probability_counts(metric: str, searched: bool) -> None:
    plan = Training(target_metric=metric, tuning=Tuning(method="random"))
    assert ("class_weight" in search_for(plan, "random_forest").space) == searched
    balanced = replace(plan, imbalance="balanced")
    assert "class_weight" not in search_for(balanced, "random_forest").space


def test_in_database__interrupted__goes_on_to_the_very_same_trials(tenant, tuned: Tune) -> None:
    whole = tuned(ground_of())
    keeper, first, second = InDatabase(nullcontext), Inline(), Inline()

    def stop(done: int, total: int) -> None:
        if done >= 9:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tuned(ground_of(), keeper, first, on_trial=stop)
    # What was begun when the worker died is taken over once it has been left alone for a minute.
    with connection.cursor() as cursor:
        cursor.execute("UPDATE training_trial SET created_at = created_at - interval '2 minutes'")
    assert tuned(ground_of(), keeper, second) == whole
    assert second.tried <= 24 - 9
    assert TrialRow.objects.count() == 24
    assert not TrialRow.objects.filter(state=TrialState.RUNNING).exists()


def test_in_database__claimed_by_another_worker__left_to_it(tenant) -> None:
    ground = ground_of()
    keeper, name = InDatabase(nullcontext), digest(ground, "decision_tree")
    first, second, *_ = search_for(ground.plan, "decision_tree").proposals({})
    assert keeper.claim(name, "decision_tree", first)
    assert not keeper.claim(name, "decision_tree", first)
    assert keeper.claim(name, "decision_tree", second)
    assert not keeper.ended(name)


class Claimed(InMemory):
    """One process's stand-in for the table: whoever claims first has it."""

    def __init__(self) -> None:
        super().__init__()
        self._lock, self._claims = Lock(), set[tuple[str, int]]()

    def claim(self, search: str, learner: str, proposal: Proposal) -> bool:
        with self._lock:
            first = (search, proposal.number) not in self._claims
            self._claims.add((search, proposal.number))
            return first


def test_tune__two_workers_share_a_search__no_trial_twice_and_the_same_for_both(tuned: Tune) -> None:
    whole, keeper, pools = tuned(ground_of()), Claimed(), (Inline(), Inline())
    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(lambda pool: tuned(ground_of(), keeper, pool), pools)
    assert first == second == whole
    assert sum(pool.tried for pool in pools) == 24
    assert min(pool.tried for pool in pools) > 0


def test_in_database__another_tenant__sees_no_trial_and_may_claim_the_same(tenant, tuned: Tune) -> None:
    tuned(ground_of(), InDatabase(nullcontext))
    other = create_tenant(slug=f"other-{uuid.uuid4().hex[:8]}", name="Other", by="user:test")
    ground = ground_of()
    with acting(other.id, actor="user:test"):
        assert not InDatabase(nullcontext).ended(digest(ground, "decision_tree"))
        assert not TrialRow.objects.exists()


def test_digest__whatever_a_score_depends_on__another_one() -> None:
    ground = ground_of()
    others = [
        ground_of(seed=2),
        ground_of(target_metric="f1"),
        ground_of(imbalance="balanced"),
        ground_of(selection=FeatureSelection(method="auto")),
        ground_of(parameters={"decision_tree": {"max_depth": 3}}),
        ground_of(tuning=Tuning(method="random", iterations=12)),
    ]
    known = {digest(one, "decision_tree") for one in [ground, *others]}
    assert len(known) == 1 + len(others)
    longer = ground_of(tuning=Tuning(method="bayesian", iterations=100))
    assert digest(longer, "decision_tree") == digest(ground, "decision_tree")


def test_train__tuned__versions_hold_the_best_parameters_and_tell_of_the_search(tenant, use_case) -> None:
    plan = replace(use_case.training, tuning=Tuning(method="random", iterations=10))
    steps: list[Step] = []
    run = train(
        use_case=replace(use_case, training=plan), dataset=use_case.load(), by="user:test", on_step=steps.append
    )
    for version in run.versions:
        best = run.trained.tuned[version.algorithm].best
        assert best is not None
        assert best.parameters.items() <= version.parameters.items()
        assert version.cross_validation["tuning"]["trials"] == 10
        assert version.cross_validation["mean"] == pytest.approx(best.score)
        json.dumps(version.cross_validation)
    assert {step.stage for step in steps} == {"data", "tuning", "choosing", "finishing"}


def test_train__features_selected__are_still_the_inputs_of_the_version(tenant, use_case) -> None:
    plan = replace(use_case.training, selection=FeatureSelection(method="manual", names=("distance",)))
    run = train(use_case=replace(use_case, training=plan), dataset=use_case.load(), by="user:test")
    assert run.best is not None
    assert [feature["name"] for feature in run.best.features] == ["distance", "parcels", "van"]
    assert run.best.importance == {"distance": 1.0, "parcels": 0.0, "van": 0.0}


def test_tune__twenty_noise_models__the_hold_out_is_not_biased_upward(tuned: Tune) -> None:
    """F26: nothing to learn, and searches that choose the luckiest of many. The folds flatter, the hold-out does not.

    Twenty data sets of noise: the mean hold-out ROC-AUC of the chosen models lies within 3.3 standard errors of 0.5
    (one in a thousand would not, by chance), and about 95 % of the reported intervals hold 0.5.
    """
    hold_outs, folds, held_half = [], [], 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        y = rng.integers(0, 2, 400)
        cells = {f"x{place}": rng.normal(size=400) for place in range(10)}
        table = Table(tuple(Column(name) for name in cells), cells)
        split = stratified.holdout(y, 0.5, rng.random(len(y)))
        cut = [
            replace(fold, train=split.train[fold.train], test=split.train[fold.test])
            for fold in stratified.folds(y[split.train], 3, rng)
        ]
        plan = Training(
            learners=("logistic_regression", "decision_tree"),
            tuning=Tuning(method="random", iterations=20),
            selection=FeatureSelection(method="none"),
            seed=seed,
        )
        found = tuned(Ground(table, y, cut, plan, 0.5))
        bests = {name: one.best for name, one in found.items() if one.best is not None}
        name, best = max(bests.items(), key=lambda item: item[1].score)
        model = train_model(name, table.rows(split.train), y[split.train], seed=seed, parameters=best.parameters)
        measured = evaluate(
            y[split.test], model.probability(table.rows(split.test)), threshold=0.5, rng=np.random.default_rng(seed)
        ).metrics["roc_auc"]
        assert measured.value is not None
        assert measured.low is not None
        assert measured.high is not None
        hold_outs.append(measured.value)
        folds.append(best.score)
        held_half += measured.low <= 0.5 <= measured.high
    standard_error = np.sqrt(201 / (12 * 100 * 100)) / np.sqrt(
        20
    )  # of a mean of 20 Mann-Whitney statistics, 100 by 100
    assert abs(np.mean(hold_outs) - 0.5) < 3.3 * standard_error
    assert held_half >= 16
    assert np.mean(folds) > 0.53  # what choosing on the reported rows would have told
