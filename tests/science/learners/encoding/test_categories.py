import numpy as np
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import TargetEncoder

from scorewright.science.learners.encoding.one_hot import one_hot
from scorewright.science.learners.encoding.target import fit_target
from scorewright.science.learners.encoding.vocabulary import Vocabulary, fit_vocabulary


def test_vocabulary__missing_seen_in_training__a_word_of_its_own() -> None:
    seen = fit_vocabulary(["gold", "", "basic", "gold"])
    assert seen.words == ("", "basic", "gold")
    assert seen.codes(np.array(["", "silver", "gold"], dtype=object)).tolist() == [0, -1, 2]


def test_one_hot__unseen__all_zero() -> None:
    encoding = one_hot([Vocabulary(("a", "b")), Vocabulary(("x",))])
    assert encoding.transform(np.array([[1, 0], [-1, -1]])).tolist() == [[0, 1, 1], [0, 0, 0]]


def test_target__training_rows__as_scikit_learn_cross_fits_them() -> None:
    rng = np.random.default_rng(0)
    codes = rng.integers(6, size=(120, 2))
    y = (rng.random(120) < 0.1 + 0.1 * codes[:, 0]).astype(np.int64)
    vocabularies = [Vocabulary(tuple("abcdef"))] * 2
    target, features = fit_target(codes, y, vocabularies, seed=7)
    folds = StratifiedKFold(5, shuffle=True, random_state=7)
    reference = TargetEncoder(target_type="binary", categories=[np.arange(6)] * 2, cv=folds)
    np.testing.assert_allclose(features, reference.fit_transform(codes, y), atol=1e-12)
    np.testing.assert_allclose(target.transform(codes), reference.transform(codes), atol=1e-12)


def test_target__unseen_category__share_of_positives_among_all() -> None:
    codes = np.array([[0], [0], [1], [1]])
    target, _ = fit_target(codes, np.array([0, 1, 1, 1]), [Vocabulary(("a", "b"))], seed=1)
    assert target.transform(np.array([[-1]])).tolist() == [[0.75]]


def test_target__one_positive__rows_encoded_without_folds() -> None:
    codes = np.array([[0], [0], [1]])
    target, features = fit_target(codes, np.array([0, 1, 0]), [Vocabulary(("a", "b"))], seed=1)
    np.testing.assert_array_equal(features, target.transform(codes))
