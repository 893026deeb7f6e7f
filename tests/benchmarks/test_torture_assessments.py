import pytest

from benchmarks.torture_assessments.ledger import Assessed, State, Verdict, compare

FIRST, SECOND, OTHER = State("a", 1000), State("a", 1500), State("b", 1000)
DONE = [Assessed(FIRST, completed=True), Assessed(SECOND, completed=True)]


@pytest.mark.parametrize(
    ("assessed", "decisions", "verdict"),
    [
        (DONE, 2, Verdict(states=2, scored=2, lost=0, doubled=0)),
        (DONE[:1], 1, Verdict(states=2, scored=1, lost=1, doubled=0)),
        ([DONE[0], Assessed(SECOND, completed=False)], 1, Verdict(states=2, scored=1, lost=1, doubled=0)),
        ([*DONE, DONE[0]], 3, Verdict(states=2, scored=2, lost=0, doubled=1)),
        ([*DONE, Assessed(OTHER, completed=True)], 3, Verdict(states=2, scored=2, lost=0, doubled=1)),
        (DONE, 3, Verdict(states=2, scored=2, lost=0, doubled=1)),
    ],
    ids=["once-each", "missing", "failed", "twice", "nobody-asked", "decision-of-nothing"],
)
def test_compare__each_state_once_and_nothing_else(assessed: list[Assessed], decisions: int, verdict: Verdict) -> None:
    assert compare([FIRST, SECOND], assessed, decisions) == verdict
