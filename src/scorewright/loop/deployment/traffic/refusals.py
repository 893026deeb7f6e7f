"""Why a traffic plan is not begun or ended; nothing has changed then."""


class TrafficConflictError(Exception):
    """What is there stands against it: nothing in production, a plan that is open already, or none to end."""


class TrafficRejectedError(ValueError):
    """What was asked for breaks a rule; ``field`` names what, ``rule`` which."""

    def __init__(self, field: str, rule: str, message: str) -> None:
        super().__init__(message)
        self.field = field
        self.rule = rule
