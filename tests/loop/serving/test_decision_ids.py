import time

from scorewright.loop.serving.decision_ids import new_decision_id


def test_new_decision_id__many__different_and_of_version_7_and_now() -> None:
    before = time.time_ns() // 1_000_000
    ids = [new_decision_id() for _ in range(5_000)]
    after = time.time_ns() // 1_000_000
    assert len(set(ids)) == 5_000
    assert {(made.version, made.variant) for made in ids} == {(7, "specified in RFC 4122")}
    assert all(before <= made.int >> 80 <= after for made in ids)


def test_new_decision_id__later__sorts_behind() -> None:
    earlier = new_decision_id()
    time.sleep(0.002)
    assert earlier < new_decision_id()
