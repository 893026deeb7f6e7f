from datetime import timedelta


class DeliveryFailedError(Exception):
    """An attempt failed; the text says why, for those who look after the channel.

    ``gone`` says that the receiver wants no more of them, ``asked_for`` how long it wants to be left alone.
    """

    def __init__(self, reason: str, *, gone: bool = False, asked_for: timedelta | None = None) -> None:
        super().__init__(reason)
        self.gone = gone
        self.asked_for = asked_for
