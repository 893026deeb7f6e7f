"""Credit applications at a microfinance lender: the same record and features, other people, small and short loans."""

from dataclasses import replace

from scorewright.declare.dataset import Dataset
from scorewright.declare.simulation import Simulation
from scorewright.usecases.credit.applicants import MICROFINANCE
from scorewright.usecases.credit.economy import STARTS
from scorewright.usecases.credit.usecase import INTAKE, history_of
from scorewright.usecases.credit.usecase import USE_CASE as BANK_EDITION
from scorewright.usecases.credit.world import Applications


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
    simulation=Simulation(
        name="credit_microfinance",
        title="A year of a microfinance lender's applicants",
        starts=STARTS,
        world=lambda seed, size: Applications(MICROFINANCE, seed, size),
    ),
    load=load,
)
