import json

import pytest

from benchmarks.serving.wrk import LoadError, measured

FOUND = {"seconds": 2.0, "answered": 500, "p50_ms": 1.5, "p99_ms": 9.0, "refused": 0, "broken": 0}


def test_measured__all_answered__requests_per_second() -> None:
    found = measured(json.dumps(FOUND), "http://there/")
    assert (found.requests_per_second, found.p50_ms, found.p99_ms, found.answered) == (250.0, 1.5, 9.0, 500)


@pytest.mark.parametrize("fault", [{"refused": 1}, {"broken": 2}, {"answered": 0}])
def test_measured__some_not_answered_by_200__measures_nothing(fault: dict[str, int]) -> None:
    with pytest.raises(LoadError, match="http://there/"):
        measured(json.dumps(FOUND | fault), "http://there/")


def test_measured__peer_that_may_refuse__its_refusals_are_no_answers() -> None:
    found = measured(json.dumps(FOUND | {"refused": 4}), "http://there/", may_refuse=True)
    assert found.answered == FOUND["answered"] - 4
    with pytest.raises(LoadError):
        measured(json.dumps(FOUND | {"broken": 1}), "http://there/", may_refuse=True)
