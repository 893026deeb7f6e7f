from random import Random

from benchmarks.employment import titles_of

SEED = 1


def test_titles_of__a_seed__gives_the_same_titles_and_none_twice() -> None:
    titles = titles_of(500, Random(SEED))  # noqa: S311 -- made-up titles are no secret
    assert titles == titles_of(500, Random(SEED))  # noqa: S311
    assert len(set(titles)) == 500
