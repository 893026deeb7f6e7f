import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from scorewright.science.artefacts.calibrators import write_isotonic, write_platt
from scorewright.science.artefacts.description import Feature
from scorewright.science.artefacts.graph import ENCODED, NUMBERS, RAW, Graph
from scorewright.science.artefacts.running import load
from scorewright.science.calibration.isotonic import Isotonic
from scorewright.science.calibration.platt import Platt
from scorewright.science.table import Column, Table

COLUMN = Column("p")
SHARES = st.floats(0, 1).map(lambda share: round(share, 4))


def answers(calibrator: Platt | Isotonic, p: NDArray[np.float64]) -> NDArray[np.float64]:
    graph = Graph([COLUMN])
    raw = graph.add("Identity", graph.add("Identity", NUMBERS, called=ENCODED), called=RAW)
    written = (
        write_platt(graph, calibrator, raw) if isinstance(calibrator, Platt) else write_isotonic(graph, calibrator, raw)
    )
    return load(graph.finish(written, [Feature("p", "p", 0.0)])).probability(Table((COLUMN,), {"p": p}))


@settings(max_examples=50, deadline=None)
@given(st.lists(SHARES, min_size=1, max_size=20, unique=True), st.data())
def test_write_isotonic__any_table__as_apply_at_beside_and_beyond_the_knots(
    knots: list[float], data: st.DataObject
) -> None:
    values = data.draw(st.lists(SHARES, min_size=len(knots), max_size=len(knots)))
    calibrator = Isotonic(tuple(sorted(knots)), tuple(sorted(values)))
    at = np.array(calibrator.knots)
    p = np.clip(np.concatenate([[0.0, 1.0], at, np.nextafter(at, 0), np.nextafter(at, 1), at + 1e-5]), 0, 1)
    np.testing.assert_allclose(answers(calibrator, p), calibrator.apply(p), atol=1e-11)


@settings(max_examples=30, deadline=None)
@given(st.floats(-5, 5), st.floats(-5, 5))
def test_write_platt__any_line__as_apply_from_nought_to_one(slope: float, intercept: float) -> None:
    calibrator = Platt(slope, intercept)
    p = np.array([0.0, 1e-9, 1e-7, 0.3, 0.5, 1 - 1e-7, 1.0])
    np.testing.assert_allclose(answers(calibrator, p), calibrator.apply(p), atol=1e-12)
