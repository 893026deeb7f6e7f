"""Credit applications at a microfinance lender: the same record and features, other people, small and short loans."""

from dataclasses import replace

from scorewright.declare.dataset import Dataset
from scorewright.usecases.credit.applicants import MICROFINANCE
from scorewright.usecases.credit.usecase import INTAKE, history_of, simulation_of
from scorewright.usecases.credit.usecase import USE_CASE as BANK_EDITION


def load() -> Dataset:
    """The history of a microfinance lender, most of whose borrowers are informal."""
    return history_of(MICROFINANCE)


USE_CASE = replace(
    BANK_EDITION,
    name="credit_microfinance",
    title="Credit applications at a microfinance lender",
    owner="Microcredit risk",
    examples=BANK_EDITION.examples[::-1],
    intake=replace(INTAKE, prefix="SM"),
    simulation=simulation_of("credit_microfinance", "A year of a microfinance lender's applicants", MICROFINANCE),
    load=load,
)
