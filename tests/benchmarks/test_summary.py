from benchmarks.serving.summary import summary
from benchmarks.serving.wrk import Measured


def rounds(*per_second: float, p50_ms: float = 1.0) -> list[Measured]:
    return [Measured(one, p50_ms, 2 * p50_ms, int(one)) for one in per_second]


FIGURES = {
    "empty": {16: rounds(20_000), 64: rounds(30_000)},
    "durable_xgboost": {1: rounds(900, p50_ms=0.8), 16: rounds(5_900, 6_100), 64: rounds(10_000)},
    "durable_forest": {16: rounds(6_000)},
    "drf_sqlite_xgboost": {16: rounds(150)},
    "drf_postgresql_xgboost": {16: rounds(200)},
    "drf_sqlite_forest": {16: rounds(100)},
    "drf_lean_sqlite_xgboost": {16: rounds(300)},
    "drf_lean_postgresql_xgboost": {16: rounds(250)},
}


def test_summary__two_peers_and_two_rounds__mean_over_the_faster_peer() -> None:
    found = summary(FIGURES)
    assert found["ratio_to_drf_xgboost"] == 30.0
    assert found["ratio_to_drf_forest"] == 60.0
    assert found["ratio_to_lean_drf_xgboost"] == 20.0
    assert found["ratio_to_empty_durable"] == 0.333
    assert found["requests_per_second"] == 6_000
    assert found["p50_ms_one_connection_durable"] == 0.8


def test_summary__a_side_not_measured__none() -> None:
    found = summary(FIGURES)
    assert found["ratio_to_empty"] is None
    assert found["p50_ms_one_connection"] is None
    assert found["ratio_to_lean_drf_forest"] is None


def test_summary__every_round__is_in_the_answer() -> None:
    found = summary(FIGURES)["rounds"]["durable_xgboost"]["16"]
    assert [one["requests_per_second"] for one in found] == [5_900, 6_100]
