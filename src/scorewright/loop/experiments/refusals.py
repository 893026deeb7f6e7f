"""Why an experiment is not begun or ended; nothing has changed then."""


class ExperimentConflictError(Exception):
    """What is there stands against it: the arm was not shown to be better, or nothing is in production."""


class ExperimentRejectedError(ValueError):
    """What was asked for breaks a rule; ``field`` names what, ``rule`` which."""

    def __init__(self, field: str, rule: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.rule = rule
