"""Why a simulation cannot begin, or go on."""


class SimulationError(Exception):
    """The message says what is wrong."""
