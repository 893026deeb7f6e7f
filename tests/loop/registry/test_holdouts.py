"""What a version was measured on, kept with it."""

from dataclasses import replace

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


def test_trained_rows__registered_version__those_that_trained_and_the_others_are_its_hold_out(
    make_version, training_set, split
) -> None:
    version = make_version()
    assert sorted(trained_rows(version)) == sorted(training_set.identities[split.train])
    assert holdout_of(version).rows.tolist() == training_set.identities[split.test].tolist()


def test_unseen_by__version_that_trained_on_some_of_the_rows__those_are_masked(make_version, monkeypatch) -> None:
    version, other = make_version(), make_version()
    kept = holdout_of(version)
    unseen = unseen_by(kept, [version, other])
    assert unseen.tolist() == [row not in trained_rows(version) for row in kept.rows]
    assert unseen.mean() > 0.9  # a few are equal to rows that trained
    monkeypatch.setattr("scorewright.loop.registry.holdouts.trained_rows", lambda _: kept.rows[:5])
    assert not unseen_by(kept, [other])[:5].any()


def test_unseen_by__records_with_another_field__says_which(make_version) -> None:
    version = make_version()
    kept = holdout_of(version)
    with pytest.raises(HoldoutUnusableError, match=r"its records have other fields: added$"):
        unseen_by(replace(kept, fields=(*kept.fields, "added")), [version])


def test_holdout_of__nothing_kept_or_altered__says_so(make_version) -> None:
    version = make_version()
    name = HOLDOUTS.name(version.holdout_sha256)
    storages["default"].delete(name)
    with pytest.raises(HoldoutUnusableError, match=r"hold-out \w+ is missing"):
        holdout_of(version)
    version.holdout_sha256 = ""
    with pytest.raises(HoldoutUnusableError, match="kept no hold-out"):
        holdout_of(version)
