"""What a version was measured on, kept with it."""

import numpy as np
import pytest
from django.core.files.storage import storages

from scorewright.loop.registry.holdouts import HOLDOUTS, HoldoutUnusableError, holdout_of, trained_rows, unseen_by
from scorewright.science.artefacts.running import load


def test_holdout_of__registered_version__table_answers_and_groups_as_they_were(
    make_version, training_set, split
) -> None:
    version = make_version()
    kept = holdout_of(version)
    assert kept.table.fingerprint() == training_set.table.rows(split.test).fingerprint()
    assert kept.labels.tolist() == training_set.labels[split.test].tolist()
    assert set(kept.groups) == {"driver_sex"}
    assert set(kept.groups["driver_sex"]) == {"f", "m"}
    from scorewright.loop.registry import artefacts

    answers = load(artefacts.fetch(version.artefact_sha256)).probability(kept.table)
    assert kept.probabilities == pytest.approx(answers, abs=1e-6)


def test_trained_rows__registered_version__as_many_as_trained_and_none_of_the_hold_out(make_version, split) -> None:
    version = make_version()
    trained = trained_rows(version)
    assert len(trained) == len(split.train)
    assert not np.isin(holdout_of(version).rows, trained).any()


def test_unseen_by__version_that_trained_on_some_of_the_rows__those_are_masked(make_version, monkeypatch) -> None:
    version, other = make_version(), make_version()
    kept = holdout_of(version)
    assert unseen_by(kept, [version, other]).all()
    monkeypatch.setattr("scorewright.loop.registry.holdouts.trained_rows", lambda _: kept.rows[:5])
    assert unseen_by(kept, [other]).tolist() == [False] * 5 + [True] * (len(kept.rows) - 5)


def test_holdout_of__nothing_kept_or_altered__says_so(make_version) -> None:
    version = make_version()
    name = HOLDOUTS.name(version.holdout_sha256)
    storages["default"].delete(name)
    with pytest.raises(HoldoutUnusableError, match=r"hold-out \w+ is missing"):
        holdout_of(version)
    version.holdout_sha256 = ""
    with pytest.raises(HoldoutUnusableError, match="kept no hold-out"):
        holdout_of(version)
