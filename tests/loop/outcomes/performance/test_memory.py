from scorewright.loop.outcomes.performance import memory
from scorewright.loop.outcomes.performance.memory import Memory
from scorewright.loop.outcomes.performance.sample import Sample


def rows(*probabilities: float) -> Sample:
    found = Sample()
    found.add([(place, 1, p, 0.5, 1.0) for place, p in enumerate(probabilities)])
    return found


def test_memory__equal_rows__computed_once_and_others_by_themselves(monkeypatch) -> None:
    monkeypatch.setattr(memory, "MOST_REMEMBERED", 2)
    asked: list[float] = []
    remembered: Memory[float] = Memory()

    def mean(sample: Sample, seed: int) -> float:
        asked.append(float(sample.probabilities.mean()) + seed)
        return asked[-1]

    assert [remembered.of(rows(0.25, 0.75), 0, mean) for _ in range(2)] == [0.5, 0.5]
    assert (remembered.of(rows(0.25), 0, mean), remembered.of(rows(0.25, 0.75), 1, mean)) == (0.25, 1.5)
    assert asked == [0.5, 0.25, 1.5]
    assert remembered.of(rows(0.25, 0.75), 0, mean) == 0.5
    assert len(asked) == 4, "the oldest was forgotten"
