import numpy as np

from scorewright.science.artefacts.stress import EPOCH_MILLISECONDS, stress_rows
from scorewright.science.table import Column, Table

TABLE = Table(
    (Column("age"), Column("plan", "category")),
    {"age": np.full(5, 40.0), "plan": np.array(["gold"] * 5, dtype=object)},
)
SPLITS = {"age": np.array([0.1])}


def test_stress_rows__enough_of_them__every_odd_value_appears() -> None:
    rows = stress_rows(TABLE, SPLITS, 2_000, np.random.default_rng(1))
    ages = set(rows.numbers("age").tolist())
    single = np.float32(0.1)
    steps = {float(np.nextafter(single, np.float32(end))) for end in (-np.inf, np.inf)}
    assert ages >= {40.0, 0.0, 1e-12, 1e12, -1e12, EPOCH_MILLISECONDS, 0.1, float(single)} | steps
    assert np.isnan(rows.numbers("age")).any()
    assert np.signbit(rows.numbers("age")[rows.numbers("age") == 0]).any()
    assert set(rows.categories("plan")) == {"gold", "", "\u2603 unseen"}
    assert len(rows) == 2_000


def test_stress_rows__same_generator__same_rows_and_the_table_untouched() -> None:
    before = TABLE.fingerprint()
    first, second = (stress_rows(TABLE, {}, 50, np.random.default_rng(1)).fingerprint() for _ in range(2))
    assert first == second
    assert TABLE.fingerprint() == before
